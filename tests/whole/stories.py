"""What is said in the tests of the whole program: (said, answered), as one reads it in the chat."""

Pairs = tuple[tuple[str, str], ...]

CAPTURE: Pairs = (
    ("hello", "What can I do for you?"),
    ("[Report a problem]", "What is it about?"),
    ("[Fault]", "Which of these fits best?"),
    ("1", "Which product is it?"),
    ("LJ-2400", "What is its serial number?"),
    ("[Skip]", "When did you buy it?"),
    ("2026-03-15", "On which day did it happen?"),
    ("2026-11-20", "At about what time?"),
    ("18:00", "Please tell us in your own words"),
    ("It shows error 0x61 as soon as it is switched on.", "What outcome are you hoping for?"),
    ("[Skip]", "Do you have photos"),
    ("[Skip]", "How urgent is it"),
    ("[Normal]", "How much does it affect you?"),
    ("2", "What is your name?"),
    ("Wang Fang", "phone number"),
    ("138 0013 8000", "Which of these are you?"),
    ("3", "Please check once more"),
    ("[Send]", "We have your report"),
)
"""A whole capture, step by step."""

WORK: Pairs = (
    ("[I’ll take it]", "is yours"),
    ("[Solved]", "What was done?"),
    ("A new fuser was put in, and it prints.", "marked as solved"),
)
"""What the agent does."""

SURVEY: Pairs = (
    ("[Yes, solved]", "How was our service"),
    ("2", "What were you least happy with?"),
    ("[It took too long]", "Is there anything you would like to tell us about it?"),
    ("Two days without news", "A supervisor reads this"),
)
"""What the customer says to it."""
