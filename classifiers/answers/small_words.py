"""Words that say nothing by themselves in an answer; and those that never are nothing."""

# ruff: noqa: E501, SIM905 -- lists of words are read more easily as one text

FILLERS = frozenset(
    (
        "a about actually afraid after afternoons again ah all alright also am an and any anymore anyone anything apart "
        "appointment appointments appt are around as at available b be because been best better between book booked "
        "booking both bye can care certainly choice choose come coming convenient could date dates day days dear "
        "definitely do does done down each em email er erm etc evening ever every everyone fine fit fits for free from "
        "get go going gonna good got grand great guess had happen happy has have havent he hear hello help here hey hi "
        "him hiya hmm how hun i id idea il ill im in instead is it its ive just kind kindly know lets like ll lol look "
        "looks lot lots love lovely m madam mail make makes many mate may me mean message might mind mine morning mr "
        "mrs ms much my myself n need needed nice nothing now of off oh ok on once one only ooh option or our ours over "
        "perfect pick please pleased plus poss prefer preferably preference preferred probably put quite rather re "
        "really reckon ref reference regards reply right s same say says see sent shall she should since sir slot slots "
        "so some something soon sorry sort still such suit suppose suitable suited suits sure t take tell term text thank "
        "thanks that thats the them then there theres these they thing think this those though time times to today too "
        "try u uh um unfortunately until up us use very visit wait waited waiting want wanted was way we week well were "
        "weve what whats when which while will wishes with won work works would x xo xox xx xxx xxxx ye yet you your "
        "youre yours"
    ).split()
)
"""What may be left over when an answer has been read. Any other word is for a person."""
REFUSING = frozenset(
    "cant couldnt doesnt dont except havent if isnt neither never no not unless without wont wouldnt".split()
)
"""Left over, one of these may turn all the rest round."""
