"""What is done in an answer: refused, moved, cancelled, asked. Each is a pattern over plain words."""

# ruff: noqa: E501, SIM905 -- patterns and lists are read more easily on one line

import re
from dataclasses import dataclass

from classifiers.days import WEEKDAYS

_WHO = r"(?:you|u|they|he|she|it|someone|somebody|anyone|anybody|the \w+|your \w+)"
_NOBODY = r"(?:nobody|no one|noone|no body|none of us)"
_TIME = (
    r"(?:before|after|until|too|at|on|in the|mornings?|afternoons?|evenings?|first|early|\d|" + "|".join(WEEKDAYS) + ")"
)
_MADE = r"(?:make|do|manage|attend|be there|be in|be home|be here|keep|have)"

POLITE = re.compile(
    r"\b(?:if (?:thats?|that is|its|it is|at all|you have|u) ?(?:is )?(?:ok|okay|alright|all right|possible|fine|available|still available|not too much trouble)|if (?:at all )?possible|if (?:you|i) (?:can|could|may)(?= *(?:[.,!?\n]|$))|if you dont mind|why not(?= *(?:[.,!?\n]|$))|to be honest|tbh|thank you for (?:your|the) (?:\w+ )?(?:email|message|text|letter)|sorry for the late reply|hope (?:you are|youre|this finds you) (?:well|ok)|i was going to say|(?:hang|hold) on(?: a (?:sec|second|min|minute|mo))?(?= \w))\b"
)
ASKS_LEAVE = re.compile(
    r"\b(?:is|are|would|will) (?:it|that|this|they|there)(?: be)? (?:ok|okay|alright|all right|fine|good|suitable|safe)\b(?= (?:for|with|to|that|if|when)\b)"
)
"""'Is it ok for my scooter': asked of us, and no yes."""
GLAD = re.compile(
    r"\b(?:no (?:problems?|probs|problemo|worries|bother)|(?:thats )?not a (?:problem|bother)|cant wait|thumbs up|cool)\b"
)
MINDLESS = re.compile(
    r"\b(?:(?:i )?(?:dont|do not|really dont|not) (?:really )?mind(?: which| when| at all)?|(?:doesnt|does not|dont|dosnt|dosent) matter(?: which| when| to me)*|not (?:bothered|fussed)|any of (?:them|those|these|the above)(?: (?:is|are|will do|would do|suits?))?|any (?:one|1)(?: of (?:them|those|these))?|either(?: one)?(?: of (?:them|those|these|the two))?|whichever(?! is (?:soonest|earliest|quickest|first))(?: (?:one|you like|suits you|is (?:easier|easiest|best)))?|whatever(?: (?:suits you|you have|is best))?|all (?:of them |three |3 )?(?:are )?(?:fine|good|ok)|(?:im |we are |were )?(?:in|home|free|here) (?:all day|all week|every ?day|any ?time|all the time|most of the time))\b"
)
KEEP = re.compile(
    r"\b(?:dont|do not|didnt|did not|never|not to|not|havent|wont)(?! need)(?: want| wanted| wish| please)?(?: to| you to)? cancel\w*\b|\b(?:leave it|keep it|stick with|keep)(?: as (?:it is|it was|is|it stands|planned)| the same| how it (?:is|was)| where it (?:is|was)| alone)?(?= *(?:[.,!?\n]|$|thursday|monday|tuesday|wednesday|friday|saturday))"
)
AS_BOOKED = re.compile(
    r"\b(?:(?:ill |i will |lets |just |please )*(?:keep|stick (?:with|to)|stay with|have|leave it (?:at|as|with)) (?:to )?(?:it at )?(?:the |my |our )?(?:(?:old|original|first|same|current|existing|booked|other) (?:one|time|day|date|slot|appointment|booking|visit)|original|what (?:i|we) (?:have|had|got|booked|said)|what it (?:is|was)|the one (?:i|we) (?:have|had|got))|(?:the |my |our )?(?:old|original|current|existing|booked) (?:one|time|day|date|slot|appointment|booking|visit)(?: (?:is|was|will be|would be|does|do|works|suits))*(?: (?:fine|ok|okay|good|best|better|after all))*|(?:leave|keep) (?:it|that|this|him|her|them)(?: then| there| be| alone)?(?= *(?:[.,!?\n]|$|thanks|please|thank|sorry))|never ?mind|forget (?:it|about it|that|i asked)|(?:dont|do not) (?:worry|change (?:it|anything))(?: about (?:it|that))?|no (?:need|reason) to (?:change|move)(?: it| anything)?|(?:oh |ok |ah )?no (?:its|it is|thats|that is)(?: all)? (?:fine|ok|okay|alright|all right|good)(?: (?:then|as it is|as is|really|actually))*(?= *(?:[.,!?\n]|$|thanks|thank))|(?:no )?(?:i |we )?(?:(?:dont|do not|didnt|did not|never) (?:want(?:ed)?|need(?:ed)?|ask(?:ed)?|mean(?:t)?|wish(?:ed)?)|not asking)(?: (?:you|u|him|her|them|it))?(?: to)? (?:move|change|swap|rearrange|reschedule)(?:d)?(?: (?:it|that|this|him|her|them|anything|(?:the|my|our) (?!day\b|date\b|time\b)[^\W\d_]+(?: (?:visit|appointment|repair|one))?))?(?! to))\b(?: (?:then|after all|thanks|please))*"
)
"""Only where a visit is booked, of which another time was asked for or may be."""
LET_GO = re.compile(
    r"\b(?:(?:i |we )?(?:ill |i will |well |we will |lets |just |please )*(?:leave it|let it go)(?: (?:then|there|be|out|now|for now|at that|to be honest|tbh|after all))*(?= *(?:[.,!?\n]|$|thanks|thank|please|sorry|ive|ill|i will|its|my|we))|(?:oh |no |ok |well )*never ?mind(?: (?:then|it|that|about it))*(?! (?:the|about|if|what|when|which|whether|those|these|them|how|my(?! (?:neighbour|son|brother|dad|mum|mate|husband|partner|friend|wife|daughter|fella|lad|grandson))|a)\b)|(?:dont|do not|not to) (?:worry|bother)(?: about (?:it|that|coming))?(?: then)?(?! (?:if|about|with|what|when|which|the)\b))"
)
"""Only where times are on offer and nothing is booked: they want none of it any more."""
CANCELLED = re.compile(rf"\b(?:{_WHO}|was|were|been|get|got|keep|keeps|have|had|has)(?: \w+)?? (?:cancel\w*)")
ASKS_CANCELLED = re.compile(
    r"\b(?:is|was|has|have|did)(?: \w+){0,2} (?:been )?cancell?ed\b|\bhave you cancell?ed\b|\bdid you cancel\b"
)
CANCEL = re.compile(
    rf"\b(?:(?:need|want|have|like|please|can|could|i|we|you|to|going|got|ill|will|would|must|just) ){{0,6}}cancel(?:ling|lation|ing)?\b(?: (?:it|that|this|the|my|all|visit|repair|job|appointment|booking))*|\b(?:dont|do not|no need (?:to|for \w+ to)|not? need(?:ed)? to|dont need to|dont bother|do not bother|dont have to)(?: bother)?(?: to)?(?: (?:come|coming|send|sending|attend|visit)(?: (?:out|round|anyone|anybody|somebody|now|anymore))*)(?! {_TIME})"
)
MENDED = re.compile(
    r"\b(?<!not )(?<!never )(?<!hasnt )(?<!it )(?<!once )(?<!until )(?<!if )(?<!when )(?:its|it is|it has|has been|been|thats|all|now|is|seems|got it|had it)(?: now| all| been| already| got)* (?:fixed|sorted|mended|repaired)\b(?: now| already| out| again)*|^(?:all )?(?:fixed|sorted)\b(?: now)?|\b(?:(?:my |the |our )?(?:neighbour|son|brother|dad|mate|husband|partner|friend|caretaker|wife|daughter) (?:has |have )?)?(?<!you )(?<!they )(?<!he )(?:fixed|sorted|mended|repaired) (?:it|itself|myself)\b(?: myself| now| ourselves)*|\b(?:its|it is|is) (?:now )?working (?:now|again|fine)(?: now)?|\b(?:come|came|gone) back on\b"
)
NO_LONGER = re.compile(
    r"\b(?:no longer (?:need(?:ed)?|required?|necessary|want(?:ed)?)|not (?:needed|required|necessary)(?: (?:any ?more|now)| ?(?=[,.;!-]| -|$)| (?=thanks|thank|thx|ta\b|cheers|as\b|because|cos|since|my\b|ive|weve))|dont (?:need|want) (?:it|anyone|anybody|you|this|the appointment|the visit|him|them|somebody)(?: (?:anymore|any more|now|to come|coming|out))*)\b(?: it)?"
)
SORTED = re.compile(r"(?:all )?(?:fixed|sorted)")
"""Alone it may mean that all is agreed."""
WANTS_ANOTHER = re.compile(
    r"\b(?:can|could|please|pls|plz|instead|make it|make that|rather|prefer|rebook|book|do (?:you|u)|have you|got any|i can do|im free|suits?|is good|are good|is fine|is ok|free|available|but|until|till|til|unless|if|except)\b"
)
"""Beside 'not needed': a time is asked for all the same."""
STOP = re.compile(
    r"^[\W_]*(?:please )?stop(?: please)?[\W_]*$|\b(?:(?:please )?(?:stop|dont|do not|quit)(?: you)? (?:texting|messaging|(?:sending|send)(?= (?:me|us|these|texts?|messages?|them)\b)|contacting|emailing|asking|bothering|text|message|contact|email|ask|bother)(?: (?:me|us|these|this|any|more|texts|messages|again|anymore|them|all))*|unsubscribe|leave me alone|take me off(?: (?:your|the|this) list)?|remove me(?: from (?:your|the|this) list)?)\b"
)
RING = re.compile(
    r"\b(?:(?:please|can|could|would|will|you|u|someone|somebody|anyone|i|id|rather|prefer|like|to|just|better|if|it would be|best) )*(?:(?:ring|call|phone|tel|telephone|bell) (?:me|us)(?: back)?(?! (?:before|when|on (?:the way|arrival|route)|first|if|ahead|half|\d+ min|an hour|from the))|give (?:me|us) a (?:ring|call|bell|buzz|phone)|a (?:call|ring) back|call ?back|(?:speak|talk) (?:to|with) (?:a|an|someone|somebody|you) ?(?:person|human(?: being)?|real person|somebody|someone|agent|adviser|advisor)?|(?:want|need|get me|give me|put me (?:on|through) to|(?:can|could) i (?:have|get)|is there|prefer) (?:an? )?(?:real |actual |proper |live |human )*(?:person|human(?: being)?|agent|adviser|advisor|operator)|(?:an? )?(?:real|actual|human) (?:person|being)|ring please)\b(?: (?:please|instead|on|about it|to arrange|to discuss|asap))*"
)
_ON_ARRIVAL = (
    r"(?!when (?:he|she|they|you|u) (?:come|get|arrive|turn|knock)s?(?: (?:here|there|round|up|in|on|the|door|home))*,? "
    r"(?:the|my|please|can|could|use|ring|knock|park|go|dont|do|there|somebody|ask|tell|buzz|press|mind|i|im|its|be|bring|leave|we|a)\b)"
)
"""'When he comes the key is with ...' tells something, and asks nothing."""
ASK = re.compile(
    rf"\b(?:{_ON_ARRIVAL}when (?:are|r|is|will|was|am|does|do|he|they|can i expect)(?: \w+){{0,4}}|what (?:time|day|date)(?: (?:is|was|are|will|again|were|do|does|would|it|they|he|you|the|my|appointment|due|coming|come|for|be|slot|visit|today|and|about))*|which (?:day|date|time) (?:is|was)(?: it)?|(?:can|could) you (?:please )?confirm|please confirm|who(?:s| is| are| will| am i)(?! this)(?: \w+){{0,2}}|was it(?: for)?(?: (?:today|tomorrow|am|pm|this morning|this afternoon|\w+day))?|is (?:it|that|this) (?:still (?:on|happening|going ahead|today|tomorrow)|today|tomorrow|am or pm|the morning or the afternoon)(?: you are coming)?|is it (?:{'|'.join(WEEKDAYS)}) (?:you are|youre|they are|theyre|he is|hes) coming|(?:is (?:it|that|this|he|she)|are (?:we|you|they)|am i) still (?:on |for |on for |down for |booked for |coming (?:on )?)?(?:the )?(?:{'|'.join(WEEKDAYS)})(?: or (?:what|not))?|(?:is|are|will) {_WHO} (?:still )?(?:be )?(?:coming|due|on (?:his|their|the|your) way|running late|nearly here|here|come)(?: today| tomorrow| now)?|where (?:are|r|is|the)(?: \w+){{0,3}}|wheres(?: \w+)?|(?:he|they|she|you|your man|your \w+)(?:s|re| is| are)? (?:running )?late|(?:do|does|will|must|should) (?:i|we|someone|somebody|anyone|anybody|an adult) (?:need |have |got )?(?:to )?be (?:in|home|there|here|at home)|how long(?! (?:\w+ ){{0,4}}(?:take|takes|last|there|stay|need|job))(?: (?:will|until|till|is|before|he|she|they|you|it|be|are|take|for|now|does))*|are (?:you|they) (?:still )?coming(?: today| tomorrow)?|forgot(?:ten)? (?:the|what|when)(?: (?:time|day|date|it was|was))*|am or pm|any idea (?:when|what time)(?: \w+){{0,5}}|remind me|eta|(?:is|will|would|does) (?:it|that|this|he|she|they|you)(?: be| come)?(?: in)?(?: the)? (?:morning|am) or (?:the )?(?:afternoon|pm)(?: or (?:the )?evening)?|(?:what|which|when)(?: (?!if\b)\w+){{0,2}} (?:did|have|had) (?:i|we)(?: (?:just|already|actually|say|said|get|got|book|booked|pick|picked|choose|chose|chosen|agree|agreed|go for|going|coming|on))+(?: (?:for|in|on|again|to))*|(?:did|have|has) (?:i|we|you|it)(?: (?:already|just|actually|still|been))* (?:book|booked)(?: (?:it|in|me|that|this|anything|something|one|an?|the|appointment|visit|slot))*|have (?:i|we) (?:already |still )?got (?:an? |the |any )*(?:appointments?|visits?|bookings?|slots?)(?: booked)?|(?:am i|are we|is (?:it|that|this|the (?:visit|appointment)))(?: (?:all|still|now|definitely|already))* (?:booked|confirmed|arranged)(?: in)?)\b|^[\W_]*(?:yes )?when[\W_]*$"
)
NEVER_CAME = re.compile(
    rf"\b(?:{_NOBODY} (?:has |have )?(?:come|came|turned up|showed(?: up)?|arrived|been|knocked)|(?:he |they |you )?(?:didnt|never|hasnt|havent|not) (?:show|turn|turned|showed|come|came|knock|knocked|arrive|arrived|been)(?: up)?)\b"
)
LATE = re.compile(
    r"(?<!dont )(?<!not )\b(?:(?:im |ill be |be |i am |we are |were |going to be |gonna be |might be |may be |will be )?running (?:\w+ ){0,3}late|(?:im|i am|ill be|i will be|gonna be|going to be|might be|may be|be|were|we are|bit) (?:a |a bit |abit |\d+ |about |mins |minutes |min |half an hour |an hour |slightly |little )*late|stuck (?:in|on)(?: the)? (?:traffic|work|bus|train|tube|m\d+|motorway)|(?:be |ill be |will be |should be )?(?:there|home|back|with you)(?: home)? in (?:about |around |like )?(?:a |an )?(?:\d+|half|ten|five|twenty|few|couple)(?: of| an?)?(?: ?mins?| ?minutes?| ?hours?| ?hrs?)*|on (?:my|the|our) way(?: home| back)?|delayed|held up)(?: now)?\b"
)
NOBODY_IN = re.compile(
    rf"\b(?:{_NOBODY}(?:s| will be| is| was| gonna be| going to be| to be)? ?(?:in|home|there|here|at home|available)(?! until)|(?:i )?(?:have |ive )?missed (?:you|him|them|her|it|that|my (?:appointment|visit|slot)|the (?:man|guy|workman|appointment|visit|slot|session|plumber|engineer|knock))|(?:i|we) (?:was|were|had) (?:out|at work|not in|not home|asleep|in the (?:shower|bath|garden))|(?:i )?wasnt (?:in|home|there)|(?:forgot (?:i )?)?was (?:at work|out|asleep)|(?:had|have) to (?:go|pop|nip) out|forgot (?:about (?:it|the appointment)|you were coming)|i forgot)\b"
)
MOVE = re.compile(
    r"^[\W_]*move[\W_]*$|\b(?:(?:need|want|have|like|i|we|can|could|you|please|to|possible|is it|would) )*(?:re-? ?arrange|re-? ?schedule|re-? ?book|re-? ?organise|postpone|put (?:it|me|this|us) (?:back|off)(?: a week)?|push (?:it )?back|bring (?:it )?forward|(?:move|change|swap|switch|alter)(?: (?:it|my|the|this|that|our|to|a|appointment|day|time|date|visit))+|another (?:day|time|date)|(?:a )?different (?:day|time|date)|come back|come another|instead|rather(?= (?:have|do|it|be|you)))\b(?: (?:it|that|my|the|appointment|please|for|to|visit)\b)*"
)
OTHER = re.compile(
    r"\b(?:(?:have you |got |have |havent you |havent |you |do you |is there |are there |any |anything |something |some |what )*(?:other|others|different|alternative|more) (?:times?|days?|dates?|slots?|options?|appointments?)|(?:have you |got |you |do you have |is there )*(?:anything|something|nothing) (?:else|different|other)(?: available| free)?|any other(?: ones?)?(?= *(?:[.,!?\n]|please|thanks|$)))\b"
)
NONE = re.compile(
    rf"\b(?:none(?: of (?:them|those|these|the (?:above|times|dates|\w+)|which))?(?: (?:\w+ )?(?:times|dates|days|slots|options))?(?: (?:are|is|work|works|suit|suits|suitable|any good|good|great|possible|ok))*|neither(?: of (?:them|those|these))?(?: works?| suits?)?|(?:cant|can not|couldnt|unable to|wont be able to|not able to) {_MADE} (?:any|either|all)(?: of (?:them|those|these))?(?: (?:times|dates|days|of))*|(?:cant|can not|couldnt|wont be able to|not able to) {_MADE} (?:them|those|these)(?: (?:times|dates|days))?|(?:not|dont|doesnt|wont) (?:any of (?:them|those|these)|suit)|(?:out|busy|at work|working|away) (?:on )?(?:all|every one) (?:of )?(?:those|these|them|three)(?: (?:times|dates|days))?)\b"
)
CANT = re.compile(
    rf"\b(?:(?:cant|can not|couldnt|wont be able to|will not be able to|unable to|not able to|not going to be able to|not gonna be able to|struggle to)(?: now)? (?:{_MADE}|come)(?: (?:it|that|then|this|the appointment|my appointment|that one|that day))?|(?:is |its |thats |are |that is )?(?:no good|no use|not (?:suitable|convenient|good|possible|great|ok|okay|happy|right|able|free|available|in))(?: (?:with|for|to) (?:that|me|us|it|do it))*|(?:doesnt|does not|dont|wont|will not|isnt) (?:suit|work|be (?:suitable|possible|convenient)|suitable|convenient|good)(?: (?:me|us|for me|for us))?|unsuitable|inconvenient|cant now|im busy|(?:ill|i will|we will) be (?:out|away|at work|working|not in)(?: then| that day| those days| all day)?(?= *(?:[.,!?\n\x00]|sorry|$))|(?:i|we) cant(?= *(?:[.,!?\n\x00]|sorry|$)))\b"
)
DOUBT = re.compile(
    r"\b(?:if|why|unless|depends?|depending|maybe|perhaps|might|probably|possibly|not sure|unsure|dunno|dont know|idk|let me check|will check|have to check|as long as|provided|providing|not too (?:early|late)|hopefully|hold on|wait|sooner or|(?:the )?other (?:two|2|ones?|one)|(?:the )?others)\b"
)
ASKS_FREE = re.compile(
    r"\bstill (?:free|available|there|going|open|possible)\b|\b(?:free|available)(?= ?\?)|^[\W_]*(?:which|what) (?:one )?is the (?:quickest|soonest|earliest|first)\b"
)
SOONEST_ONE = re.compile(
    r"\b(?:(?:whichever|which ever|whatever) (?:one )?(?:is |comes )?(?:the )?(?:soonest|earliest|quickest|first)|(?:the )?(?:soonest|earliest)(?: (?:one|slot|time|of those|of them|of these|possible of those))?|(?:the )?first (?:available|possible)(?: one)?)\b"
)
SOONER = re.compile(
    r"\b(?:asap|a s a p|as soon as (?:possible|you can|poss|u can|pos)|(?:anything |nothing |any |any earlier |something |come |come any |be )?(?:sooner|quicker)|anything earlier|straight ?away|the sooner the better|soonest)\b"
)
YES = re.compile(
    r"\b(?:yes|y|yeah|yep|yup|yh|yea|ya|aye|okay|fine|good|great|perfect|perfectly|lovely|brilliant|excellent|sure|confirmed|confirm|definitely|absolutely|agreed|alright|sounds (?:good|great|fine|ok|okay|perfect)|see (?:you|ya|u)(?: (?:then|there|later|soon))?|(?:that )?will do(?: nicely)?|thatll do(?: nicely)?|go (?:on|for it|ahead)(?: then)?|book (?:it|me in)(?: in)?|suits?|works|(?:ill|i will|someone will|somebody will|we will|well|will|my \w+ will|im|i am|were|we are) be (?:in|home|here|there)|(?:im|i am|were|we are) (?:in|home|here)|(?:home|in) all day|accept(?:ed)?|bang on|spot on|happy with (?:that|it)|ideal)\b"
)
IS_IN = re.compile(r"\b(?:in|home|here|there)$")
"""Of a yes: all that it says is that somebody is there."""
NO = re.compile(
    r"\b(?:no|nope|nah|naw|no thanks|no thank you|decline|refuse|not a chance|never(?= *(?:[.,!?\n]|$))|rather not)\b(?! ?(?:need|\d|one|two|three|longer|later|way))|^[\W_]*n[\W_]*$"
)
LATER = re.compile(r"\b(?:a (?:bit|little) |any |much )?(?:later|earlier)(?: (?:on|in the day|that day|than that))*\b")
FOREIGN = frozenset(
    "tak nie prosze dziekuje dobrze moge jutro oui merci demain sim nao obrigado obrigada gracias por favor manana mañana "
    "nein danke morgen evet hayir tamam haa haan nahi ji acha theek nu multumesc bine maine da taip aciu gerai hapana ndio grazie "
    "domani nao tudo iyo waan si ja nem igen dobre spasibo po faleminderit".split()
)
CLAUSE = re.compile(
    r"[.;!?\n,]+|(?= (?:but|and|n|also|because|so|with|ps|though|however|as|got|"
    r"have you|will you|had to|be careful|leave(?! it)|knock|buzz|bring|mind the|beware)\b)"
)
NO_AND_A_NUMBER = re.compile(
    r"\s*(?:no\s+|[-\u2010-\u2015\u2212]\s*)(?:[1-9]|one|two|three|four|five)\s*[.!]*\s*", re.IGNORECASE
)
"""The whole answer ('no 1', '-1'): number one, or not that one?"""
NOT_THAT_ONE = re.compile(r"\bnot (?:the |number )?(?:\d|one|two|three|four|five)\b")
ANYTHING_BUT = re.compile(r"\b(?:anything|any ?day|any ?time|any|all|everything)(?: (?:but|bar))\b")


@dataclass(slots=True)
class Heard:
    """What was done in the answer, beside what was named."""

    kept: bool = False
    keeps: bool = False
    """The booked visit is to stay as it is."""
    cancel: bool = False
    mended: bool = False
    needless: bool = False
    over: bool = False
    """Mended, or not needed, past a doubt: 'sorted, thursday' may be a yes."""
    asks: bool = False
    late: bool = False
    nobody_in: bool = False
    ring: bool = False
    move: bool = False
    other: bool = False
    none: bool = False
    cant: bool = False
    mindless: bool = False
    soonest: bool = False
    sooner: bool = False
    later: bool = False
    earlier: bool = False
    """The visit that is booked, or the times on offer, should come sooner."""
    glad: bool = False
    unsure: bool = False
    doubt: bool = False
    free: bool = False
    yes: bool = False
    no: bool = False
