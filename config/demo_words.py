"""Parts that the demo landlord's people and streets are put together from. All made up."""

# ruff: noqa: SIM905 - words read better as words than as a list of strings

FIRST = (
    "Aisha Alan Amir Ana Beth Brian Carol Chen Chloe Craig Dawn Derek Dilys Efe Elaine Fatima Femi Gareth Gwen Hamza "
    "Hannah Ian Ines Iqra Jade Jean Jorge Joyce Kemi Kofi Laura Leon Lucy Malik Maureen Megan Mo Nadia Neil Olga Omar "
    "Paula Pete Piotr Rachel Rashid Rita Ros Sam Sandra Sian Stan Tamsin Usha Vera Vikram Wanda Yasmin Zoe"
).split()
LAST = (
    "Ackroyd Adeyemi Ashdown Bairstow Begum Bello Birtles Cartwright Clegg Crossley Darby Dobson Eze Fairfax "
    "Fenwick Garside Greenwood Haigh Hartley Hussain Ibbotson Jagger Kaminski Kershaw Khatun Lomax Marsden Mensah "
    "Metcalfe Nowicki Nuttall Obi Ogden Outram Parkin Peake Quarmby Rawcliffe Sagar Sidhu Sowden Tetley Thackray "
    "Umar Varley Wadsworth Whitaker Wojcik Yates"
).split()
STREETS = (
    "Alder Anvil Barley Bellmaker Bobbin Brook Candle Chandler Clover Cooper Cordwainer Drover Dyer Farrier Fuller "
    "Glebe Heather Kestrel Kiln Lapwing Larkspur Linnet Loom Maltings Meadow Millrace Orchard Pargeter "
    "Plover Quarry Reed Saddler Sallow Shearwater Shuttle Skylark Tanner Tenter Thatcher Weir Wheelwright Willow Wren"
).split()
STREET_ENDS = ("Street", "Road", "Close", "Lane")
TOWNS = ("Larkbridge", "Fernhill", "Saltmarsh", "Oakmere", "Larkbridge", "Oakmere")
KINDS = (("house", 2), ("house", 3), ("house", 3), ("bungalow", 1), ("bungalow", 2), ("maisonette", 2))
