"""A workbook with sixty kinds of dirt, as schools and offices send them, and what it means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from printroom.model import KnownNames, name_key
from tests.spreadsheet import Formula, Value

NAMES = KnownNames(
    {
        name_key(name): nation
        for nation, names in {
            "england": ("England", "Eng"),
            "wales": ("Wales", "Cymru"),
            "scotland": ("Scotland", "Alba"),
            "northern-ireland": ("Northern Ireland", "NI", "N. Ireland"),
            "ireland": ("Ireland", "Éire", "Republic of Ireland", "ROI"),
        }.items()
        for name in (nation, *names)
    },
    frozenset({"tbc", "na", "tofollow"}),
    frozenset({"dsl", "head"}),
)
DAY, HALF_PAST = dt.date(2027, 1, 18), dt.time(9, 30)
AFTERNOON = dt.datetime.fromisoformat("2027-01-19T13:15")
Row = Sequence[Value]

TITLE: tuple[Row, ...] = (
    ("WORKSHOP BOOKINGS – SPRING 2027",),  # 1 a merged title
    ("Please send back by 12/12/26 to office@trust.example",),  # 2 a note above the list
    (),  # 3 blank rows, where the logo is
    ("", "", "", "", "Designated Safeguarding Lead", "", ""),  # 4 a merged header over headers
)
HEADER: Row = (
    "URN *",  # 5 a star for what must be filled in
    "Establishment\n(name)",  # 6 a line break, 7 brackets, 8 another word for school
    "Country ",  # 9 a space after a header
    "Town",  # 10 a column that is not needed
    *("Name", "Tel.\xa0", "email"),  # 11 headers that depend on the row above, 12 hard spaces
    "No. of pupils",  # 13 a header with “pupils” that counts them
    "Visit",  # 14 a header that its cells explain
    "Start time",  # 15 a time in a column of its own
    "Room / hall",  # 16 a slash
    "Notes",  # 17 a column with free text
    "Invoice no.",  # 18 a column of the office, which is empty
    "",  # 19 columns without a name, with nothing in them
    "",
)
MERGED = ("A1:M1", "E4:G4", "D6:D8", "C9:C10", "B26:K26")
ROWS: tuple[Row, ...] = (
    (
        *(100001.0, "Oak Hill Primary", "England", "Leeds"),  # 20 an id that is a number
        *("Mrs Ann Lee", 1632960101, ""),  # 21 a telephone number without its zero
        *(24, DAY, HALF_PAST, "Hall", "Parking is tight."),  # 22 a day, 23 a time, as cells
    ),
    (
        *("91490S", " Elm  Grove National School ", "Éire", ""),  # 24 capitals in an id, 25 spaces
        *("Mr Óg Ó Sé", "+353 1 555 0102", ""),  # 26 an Irish number
        *("26 pupils", AFTERNOON, ""),  # 27 a unit, 28 day and time
        "Seomra 6",
    ),
    (
        *("URN 100003", "St Mary's\nRC School", "ENGLAND", ""),  # 29 a word before an id
        *("Ms B. Sample\xa0", "01632 960103", "mailto:b@o.example"),  # 30 a link, 31 two ways
        *("approx 30", "Wed 20 Jan 2027", "9.30am", 12.0),  # 32 approx, 33 weekday, 34 am, 35 12.0
    ),
    (
        *("302/4004", "École Zoë", "cymru", "York"),  # 36 a slash in an id, 37 small letters
        *("TBC", "020 7946 0104", ""),  # 38 a lead that is not known yet
        *("c. 15", "21st January 2027", "0930", "Library"),  # 39 c., 40 21st, 41 0930
    ),
    (
        *("GB-5", "'Riverside School", "", ""),  # 42 a sign that marks a text, 43 merged downwards
        *("N/A", 2896496105, ""),
        *("28", "22/01/2027", "1.15", "–"),  # 44 a day in numbers, 45 1.15 in the afternoon, 46 –
    ),
    (
        *(100006, "CafÃ© Street School", "Republic of Ireland", "Cork"),  # 47 damaged letters
        *("to follow", 15550106, ""),  # 48 a Dublin number of eight digits
        *(18, 46412, 0.5625, "Base 7"),  # 49 a day and a time that became numbers
    ),
    (
        *("100007 ", "Heron & Loch &amp; Sons", "Eng", ""),  # 50 signs as a website writes them
        *("Dr\tC. Sample", "+44 1632 960107", "c@h.example"),  # 51 a tab
        *("", "26.01.27", "13:15:00", "tbc"),  # 52 points and two digits of the year, 53 seconds
    ),
    ("TOTAL", "", "", "", "", "", "", Formula("SUM(H6:H12)", "141")),  # 54 a row of totals
    (),  # 55 blank rows within the list
    HEADER,  # 56 the header once more, as on a second page
    (
        *('="100008"', "Otter Quay\u200b Club", "NI", ""),  # 57 a text as a formula
        *(
            "Mx D\u00ad. Sample",
            "441632960108",
            "",
        ),  # 58 characters that nobody sees, 59 44 without +
        *("Pupils: 20", "27-Jan-2027", "10:00 - 11:00", "Room 3"),  # 60 a time from and to
    ),
    (
        *(100009, "Puffin Bay", "Scotland", ""),
        *("Mgr Mo\u0300rag Sample", "tel:01632960109", ""),  # 61 an accent as a sign of its own
        *("16.0", "2027/01/28", "2 pm", ""),
    ),
    *(  # 62 a row that was pasted twice
        (
            *(100010, "Red Kite", "wales", "", "Ms E. Sample", "(01632) 960110", "e@kite.example"),
            *("~12", "29 Jan 27", dt.time(14, 0), "Gym"),
        )
        for _ in range(2)
    ),
    (
        Formula('"1000"&"11"', "100011"),  # 63 formulas that were calculated
        *(Formula("PROPER(B20)", "Hawthorn Cross"), "Alba", "", "Mrs F. Sample", 7700900111, ""),
        *("up to 30", dt.date(2027, 2, 1), "09:30:00", "Rm 5–7"),
    ),
    (
        *("100012", "Lochside", "Eng", "", "Mr G. Sample", "01632960112 ext 4", ""),
        *(" 22 ", "Tues 02/02/2027 9:15", "", ""),  # 64 a time beside a day, in one text
    ),
    ("Secondary schools",),  # 65 a heading between the schools
    ("100013", "Dŵr School", "Wales ", "", "?", "", "", "n/a", "TBC", "tbc", ""),
    (),
    ("", "* Numbers may change. Ring us on 01632 960199."),
    (
        "",
        "Merged note: bring the banner",
    ),
)
KINDS = 65

SCHOOLS = """\
id,name,nation,lead,reach,room,people,date,time
100001,Oak Hill Primary,england,Mrs Ann Lee,01632 960101,Hall,24,2027-01-18,09:30
91490s,Elm Grove National School,ireland,Mr Óg Ó Sé,+353 1 555 0102,Seomra 6,26,2027-01-19,13:15
100003,St Mary's RC School,england,Ms B. Sample,"01632 960103, b@o.example",12,30,2027-01-20,09:30
302-4004,École Zoë,wales,,020 7946 0104,Library,15,2027-01-21,09:30
gb-5,Riverside School,wales,,028 9649 6105,,28,2027-01-22,13:15
100006,Café Street School,ireland,,015550106,Base 7,18,2027-01-25,13:30
100007,Heron & Loch & Sons,england,Dr C. Sample,"+44 1632 960107, c@h.example",,,2027-01-26,13:15
100008,Otter Quay Club,northern-ireland,Mx D. Sample,+44 1632 960108,Room 3,20,2027-01-27,10:00
100009,Puffin Bay,scotland,Mgr Mòrag Sample,01632960109,,16,2027-01-28,14:00
100010,Red Kite,wales,Ms E. Sample,"(01632) 960110, e@kite.example",Gym,12,2027-01-29,14:00
100011,Hawthorn Cross,scotland,Mrs F. Sample,07700 900111,Rm 5–7,30,2027-02-01,09:30
100012,Lochside,england,Mr G. Sample,01632960112 ext 4,,22,2027-02-02,09:15
100013,Dŵr School,wales,,,,,,
"""
