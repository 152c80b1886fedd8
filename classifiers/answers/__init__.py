"""What somebody means who answers to offered times, or writes about a visit that is booked.

Pure: no model, no clock, nothing opened. What may be meant in two ways is asked, never guessed; words that were not
understood are handed on in `also`, and a time is only chosen where its sentence holds nothing else.
"""

from classifiers.answers.deciding import understand as understand
