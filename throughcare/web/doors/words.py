"""What a partner without an account is told: how it stands, what happens next, and that nobody blames them."""

TITLES = {  # by how it stands; {name} the client, {sender} who asks
    "sent": "{sender} asks: can you help {name}?",
    "asked": "You asked {sender} a question about {name}.",
    "accepted": "You said yes to {name}. Thank you.",
    "looked_for": "{name} did not come. Thank you for telling us.",
    "tried": "{name} did not come. Thank you for telling us.",
    "waitlisted": "{name} is on your waiting list. Thank you.",
    "booked": "{name} has a time with you. Thank you.",
    "assessed": "You have seen {name}. Thank you.",
    "in_treatment": "{name} is in care with you. Thank you.",
}
SEEN_AS = {"external": "sent", "not_come": "sent"}  # who is not chased can answer by the link that they have
NEXT = {
    "asked": "The answer will stand here: open this link again. You can also say yes or no now.",
    "accepted": "Please reach {name} by one of the safe ways below, and give them a first time. Then tell us here when it is.",
    "looked_for": "Please try to reach them again and give them another time. {sender} knows, and helps.",
    "tried": "Please try to reach them again and give them another time. {sender} knows, and helps.",
    "waitlisted": "Tell us here when you have a time for them. {sender} stays in touch with {name} until then.",
    "booked": "After the visit, tell us with one press whether they came. This link goes on working.",
    "assessed": "Tell us when treatment has begun.",
    "in_treatment": "If you like, tell {sender} how it goes: they agreed to that. Then all is done.",
}
NEXT_UNTOLD = "Please reach {name} by one of the safe ways below. They wish that nobody is told how it goes: no more is asked here."
OVER = {  # how it ended: title, what happens next
    "advised": ("You answered. Thank you.", "{sender} has your words, and goes on from there."),
    "declined": (
        "You said no. Thank you for answering.",
        "{sender} asks another place today. A no helps as much as a yes.",
    ),
    "expired": ("Thank you. It is no longer waiting for you.", "{sender} asked somebody else meanwhile."),
    "recalled": ("Thank you. Nothing is needed any more.", "{sender} took the question back."),
    "released": ("Thank you. Nothing is needed any more.", "They found another place."),
    "service_closed": ("Thank you. Nothing is needed any more.", "{sender} looks for another place."),
    "recommended": ("Thank you for seeing them.", "{sender} has your words, and goes on from there."),
    "no_treatment": ("Thank you for seeing them.", "{sender} has your words. Nothing more is needed from you."),
    "provided": ("Thank you. All is done.", "Nothing more is needed from you."),
    "handed_back": ("Thank you for telling us.", "{sender} looks for another place, and tells them."),
    "declined_by_client": ("Thank you. Nothing is needed any more.", "They chose another way."),
    "connected": ("Thank you. All is done.", "Nothing more is needed from you."),
}
NOTHING_MORE = ("Thank you. Nothing more is needed.", "This link has done what it was for.")
INQUIRY_TITLES = {
    "inquired": "{sender} asks: have you room for somebody?",
    "call_wanted": "Thank you. {sender} calls you.",
    "offered": "Thank you. You said that you have room.",
}
INQUIRY_NEXT = {
    "inquired": "Nobody is named. If you say yes and they choose you, the rest follows.",
    "call_wanted": "You can also answer here.",
    "offered": "They choose now. We tell you either way, and you need do nothing until then.",
}
INQUIRY_OVER = {
    "no": ("You said no. Thank you for answering.", "A no helps as much as a yes."),
    "chosen": ("They chose you. Thank you.", "{sender} sends you the rest, with a new link or by fax."),
    "thanked": ("Thank you for answering.", "They found another place."),
    "no_answer": ("Thank you. It is no longer waiting for you.", "{sender} asked others meanwhile."),
}
DO = {"changed": "Tell them", "book": "Tell the time", "came": "They came"}
ICONS = {"book": "day", "came": "check", "true": "check", "changed": "pen"}
LISTING_OVER = ("Thank you for telling us.", "{sender} knows now. Whoever looks for care finds you by it.")
LABELS = {
    "true": "All of it is still true",
    "changed": "Something has changed",
    "finish": "All is done",
    "keep": "They came",
    "came": "They came",
    "miss": "They did not come",
    "book": "We gave them a time",
    "waitlist": "They are on our waiting list",
    "hand_back": "We cannot help after all",
    "report": "Tell how it goes",
    "begin_treatment": "Treatment has begun",
    "say_no": "Not this time",
}
