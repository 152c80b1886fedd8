"""Times offered and agreed: from what a case needs to a visit that is kept.

`needs` says what a case needs, `diary` reads who works when, `availability` what is free (one function for every door;
its parts are `bands`, `search`, `placing`, `seats` for sessions of offices, and `why` for what is not free),
`cells`, `states`, `booking` and `keeping` hold, book, move and end, `capacity` takes room away without hiding what is
booked, `offering` puts times to a tenant (`open_times`: what stands), `considering` by itself for a repair, `asked` for
what else they ask for (`places`: at which office), `answers` hears what they say (`elsewhere`: 'the other office',
`gone`: of times that are offered no more, `beside`: what else they say, `kept_wishes`: what they had asked for),
`own_words` what whoever comes says (`plain_words`),
`sessions` are surgeries and walkabouts, `letters` the words and calendar files, `reminders` what is said beforehand,
`shown` what the telephone and the page of a case may tell.
"""
