"""Which repair is it? By what is named (a boiler, a tap) and what is wrong with it, and by likeness to example phrases.

Things and faults are found word by word; a rule says which repair a thing with a fault is. The phrases are
the landlord's own (`repairs.yaml`), so adding one there teaches it.
"""

# ruff: noqa: E501 -- patterns and tables are read more easily on one line

from itertools import combinations

from classifiers.likeness import Likeness
from classifiers.reading import Label, Reader, Reading
from router.values import Landlord

# What is named. Each name stands for any of these words.
NAMES = {
    "boiler": "boiler;combi;furnace;water heater;hot water heater;boilers",
    "heating": "heating;central heating;heat;heater;heaters;storage heater;storage heaters;radiators;rads;hvac",
    "radiator": "radiator;rad;towel rail;radiators",
    "hot": "hot water;hot tap;warm water;hot taps",
    "thermostat": "thermostat;programmer;timer;heating controls",
    "district": "district heating;heat meter;heating meter;communal boiler;heat network;hiu",
    "tap": "tap;taps;faucet;spigot;mixer",
    "sink": "sink;basin;washbasin;sinks",
    "bath": "bath;bathtub;tub",
    "shower": "shower;showerhead;shower head;wet room",
    "toilet": "toilet;loo;wc;lavatory;cistern;flush;toilets;bog;khazi",
    "drain": "drain;drains;gully;drainage;manhole;gulley;sump;sump pump;septic",
    "stack": "soil pipe;soil stack;waste stack;stack pipe;stack",
    "stopcock": "stopcock;stop tap;stop cock;shut off valve;main valve;isolation valve;stoptap",
    "pipe": "pipe;pipes;pipework;plumbing;hose;waste pipe;valve",
    "water": "water;rainwater",
    "light": "light;lights;lighting;bulb;bulbs;lamp;spotlight;spotlights;strip light;light fitting;light fixture;pendant",
    "socket": "socket;sockets;plug socket;outlet;outlets;switch;light switch;power point;switches;plug;receptacle",
    "electric": "electric;electrics;electricity;fuse box;fusebox;fuse;fuses;consumer unit;breaker;breakers;circuit;circuits;wiring;rcd;trip switch;power;electrical",
    "fan": "extractor fan;extractor;bathroom fan;kitchen fan;fan;exhaust fan;vent",
    "smokealarm": "smoke alarm;smoke detector;fire alarm;heat detector;smoke alarms;heat alarm;smoke detectors",
    "coalarm": "co alarm;carbon monoxide alarm;co detector;carbon monoxide detector;monoxide alarm;monoxide detector",
    "damp": "damp;damp patch;rising damp;wet patch;moisture;humidity;musty;wet wall;dampness",
    "mould": "mould;mildew;fungus;black spots;spores",
    "condensation": "condensation;streaming;misted;steamed up;water on the windows",
    "roof": "roof;loft;attic;rafters;roofing",
    "tiles": "roof tile;roof tiles;slate;slates;ridge tile;chimney;shingles;shingle;flashing;tiles off the roof",
    "gutter": "gutter;gutters;guttering;downpipe;downspout;soffit;fascia;drainpipe;facia;guttering",
    "ceiling": "ceiling",
    "wall": "wall;walls;plaster;plasterwork;drywall;plasterboard;render",
    "crack": "crack;cracks;cracked;cracking;subsidence;movement",
    "asbestos": "asbestos;artex",
    "path": "path;paving;slab;slabs;driveway;pavement;footpath;front step;steps;concrete path;patio;walkway;sidewalk;doorstep",
    "fence": "fence;fencing;fences;gate;gates;fence panel;fence panels;retaining wall;garden wall;boundary wall",
    "garage": "garage;shed;outhouse;garages;outbuilding",
    "door": "door;doors;doorframe;door frame;door knob;doorknob;door handle",
    "extdoor": "front door;back door;patio door;flat door;main door;external door;entrance door;balcony door;rear door;storm door;porch door;upvc door;sliding door;outside door",
    "intdoor": "bedroom door;kitchen door;bathroom door;internal door;living room door;cupboard door;closet door;interior door;toilet door;lounge door;inside door",
    "lock": "lock;locks;deadbolt;latch;locking;key;keys;keyhole",
    "window": "window;windows;glazing;pane;double glazing;window frame;sash;windowsill;sill;screen",
    "glass": "glass;pane;glazing;window",
    "stairs": "stairs;stair;staircase;step;steps;tread;treads",
    "handrail": "handrail;banister;bannister;railing;railings;hand rail;stair rail;spindles;balustrade",
    "kitchen": "cupboard;cupboards;worktop;drawer;drawers;kitchen unit;kitchen units;cabinet;cabinets;countertop;counter;plinth;kitchen cupboard",
    "floor": "floor;floorboard;floorboards;flooring;joists;floors;laminate;lino;hardwood;carpet;subfloor",
    "tile": "tile;tiles;tiling;grout;grouting",
    "skirting": "skirting;skirting board;architrave;boxing;baseboard;window board",
    "decorate": "paint;painting;decorate;decorating;wallpaper;redecorate;decoration;repaint",
    "lift": "lift;lifts;elevator;elevators",
    "entry": "intercom;buzzer;door entry;entry phone;entryphone;entry system;main door;communal door;fob reader;door entry system;communal front door",
    "communal": "communal;block;stairwell;landing;hallway;corridor;common area;lobby;shared;common areas",
    "chute": "bin chute;rubbish chute;bin store;bin room;chute;bin shed;bins",
    "aerial": "aerial;tv signal;freeview;tv reception;satellite;antenna",
    "play": "play area;playground;swing;park;bench;bollard;swings",
    "cleaning": "cleaned;cleaning;cleaner;cleaners;urine;vomit;needles;dog mess;sick in the lift;hoovered;mopped;filthy;dirty;sweeping",
    "grounds": "grass;tree;trees;hedge;hedges;bushes;branches;weeds;lawn;overgrown",
    "flytip": "fly tipping;flytipping;fly tip;dumped;graffiti;abandoned;mattress;trolley;rubbish left",
    "rats": "rat;rats;mouse;mice;rodent;rodents;droppings;vermin;squirrels;squirrel",
    "insects": "cockroach;cockroaches;bed bugs;bedbugs;ants;wasps;wasp;fleas;silverfish;bees;flies;infested;infestation;moths;roaches;insects;woodlice;hornets;termites;bugs;spiders;maggots",
    "birds": "pigeon;pigeons;birds;bird;seagulls;nesting;bats",
    "stairlift": "stairlift;stair lift;hoist;through floor lift;bath lift;chair lift",
    "aid": "grab rail;grab rails;ramp;wet room;level access shower;shower seat;handrail;key safe;adaptation;adaptations",
    "ot": "occupational therapist;ot;walk in shower;wheelchair ramp;adapted;level access",
    "fire": "gas fire;electric fire;fireplace",
    "immersion": "immersion;immersion heater;hot water cylinder;cylinder",
    "overflow": "overflow;overflow pipe;water tank;tank",
    "gas": "gas",
    "insulation": "insulation;loft hatch;insulated;draughtproofing;lagging",
    "service": "gas service;gas safety check;boiler service;gas check;annual gas;landlord gas safety;gas safety;service the boiler;annual service",
    "eicr": "eicr;electrical test;electrical safety;electric safety check;electrical inspection;electrical check",
    "firedoor": "fire door;fire doors;fire exit;fire extinguisher;dry riser;escape route;fire escape",
    "wires": "wires;wire;cable;cables",
    "above": "upstairs;above;from upstairs;flat above",
    "flooded": "flood;basement;cellar;sump",
    "washer": "washing machine;dishwasher;washer;dryer;fridge;freezer;oven;cooker;hob;stove;microwave;tumble dryer;appliance",
    "seal": "sealant;seal;silicone;caulk;caulking;bath panel;enamel",
    "ext": "outside;garden;yard",
    "alarmword": "alarm;detector",
}
# What is wrong with it.
FAULTS = {
    "none": "no;without;lost;havent got;zero;lack of",
    "broken": "not working;broken;broke;stopped working;packed up;wont work;dead;faulty;not work;doesnt work;isnt working;gone;bust;busted;knackered;failed;fault;isnt "
    "coming on;not coming on;wont turn on;wont come on;not turning on;kaput;died;conked out;playing up;out of order;wont start;stopped;wont light;wont ignite;not heating;dont work;"
    "aint working;not getting;isnt heating;went out;goes out;keeps going out;not responding;cannot get;fell off;came off;snapped;on the blink;doesnt turn on;will not turn on;not functioning;"
    "cutting out;cuts out;off;defective;error;error code;fault code;wont fire up;breakdown;broken down;problem;problems;issue;issues;trouble;damaged;lockout;locked out;went",
    "cold": "cold;freezing;lukewarm;chilly;stone cold;not warm;not hot;baltic;tepid;icy",
    "leak": "leak;dripping;drip;drips;dripped;water coming;coming through;coming in;pouring;wet;soaked;water in;water under;seeping;puddle;pooling;water damage;letting water;running down",
    "blocked": "blocked;clogged;backing up;backed up;wont drain;blockage;clog;slow to drain;not draining;wont go down;draining slowly;drains slowly;unclog;filling up;overflowing;plugged;drain slow;blocks;full to the top;standing water",
    "noise": "noise;noisy;banging;humming;gurgling;rattling;whistling;loud;knocking;squeaking;squeaky;creaking;buzzing;clanking",
    "pressure": "low pressure;pressure;dribble;trickle;hardly any;weak;no pressure;slow flow;low flow",
    "brownwater": "brown water;discoloured;rusty water;cloudy;tastes;tastes funny;bits in;water smells;yellow water;dirty water;orange water",
    "wontoff": "wont turn off;cannot turn off;wont go off;stuck on;wont stop;wont shut off;running constantly;constantly running;keeps running;will not turn off;turn it off;too hot;boiling hot;scalding",
    "stuck": "stuck;jammed;seized;wont turn;cannot turn;stiff;sticking;wont open;cannot open;swollen;wont budge;stuck shut;spins;hard to open",
    "loose": "loose;wobbly;wobbling;hanging off;coming away;come off;coming off;off its hinges;hinge;hinges;fallen off;shaky;rocking;wobbles;come away;falling off;dropped",
    "smashed": "smashed;broken;cracked;crack;brick through;shattered;smash;chipped;hole",
    "missing": "missing;no;havent got;need;lost",
    "rotten": "rotten;rotting;rot;soft;spongy;gone through;went through;sagging;sinking;warped;buckled;uneven",
    "draught": "draught;draughty;drafty;draft;draughts;wind coming;gap;gaps",
    "fell": "fell;fallen;blew down;blown down;blown;come down;falling;fell down;knocked down;slipped;came down;leaning;collapse;blew off",
    "chirp": "chirp;chirping;chirps;beep;beeping;beeps;bleeping;bleeps;battery;going off;goes off;false alarm;sounding",
    "smell": "smell",
    "trip": "trips;tripping;tripped;keeps tripping;blows;blown;flickering;flicker;dim;flickers;half;some;burning out",
    "lockout": "locked out;lost my keys;lost keys;lost key;new fob;keys stolen;key snapped;locked myself out;key stuck;lost my key;spare key",
    "newreq": "can i have;need a;would like a;i need;want a;apply for;request;fit a;install a;get a",
    "running": "running;constantly;filling;keeps filling;refilling",
    "flush": "wont flush;not flushing;doesnt flush;flush;handle;not filling;wont fill",
}
# thing + fault -> repair, and how telling it is. Later rules do not outweigh earlier ones; more things named weigh more.
RULES = """
boiler broken 3.2 heating.no_heating_hot_water | boiler cold 2.4 heating.no_heating_hot_water | heating hot none 4.5 heating.no_heating_hot_water
heating hot broken 4.5 heating.no_heating_hot_water | boiler noise 3.6 heating.pressure_fault | boiler pressure 3.8 heating.pressure_fault | boiler 1.8 heating.no_heating_hot_water
heating none 3.6 heating.no_heating | heating broken 3.4 heating.no_heating | heating cold 2.8 heating.no_heating | heating 1.5 heating.no_heating
hot none 3.8 heating.no_hot_water | hot broken 3.4 heating.no_hot_water | hot cold 3.2 heating.no_hot_water | immersion broken 3.4 heating.no_hot_water | immersion 1.8 heating.no_hot_water | hot 1.4 heating.no_hot_water
radiator leak 4.6 heating.radiator_leak | boiler leak 4.4 heating.radiator_leak | radiator broken 3.5 heating.partial | radiator cold 3.6 heating.partial | radiator loose 3.8 heating.radiator_leak | radiator noise 3.6 heating.pressure_fault | radiator 2 heating.partial
thermostat 2.6 heating.partial | heating wontoff 4.2 heating.wont_turn_off | radiator wontoff 4.2 heating.wont_turn_off | boiler wontoff 4.2 heating.wont_turn_off
district 3.4 heating.district_meter | fire broken 3.8 heating.other_appliance | gas none 2.6 gas.no_supply | service 3.6 gas.service_due
tap leak 3.8 plumbing.tap_dripping | tap broken 3.4 plumbing.tap_dripping | tap loose 3.8 plumbing.tap_dripping | tap stuck 3.9 plumbing.tap_stuck | tap wontoff 4.4 plumbing.tap_running | tap pressure 3.8 water.low_pressure | tap 1.8 plumbing.tap_dripping | tap noise 3.2 plumbing.tap_dripping
water pressure 3.2 water.low_pressure | shower pressure 4 water.low_pressure | water brownwater 3.6 water.quality | brownwater 2.6 water.quality | stopcock 3.4 water.stopcock
sink blocked 4.2 plumbing.blocked_sink_bath | bath blocked 4.2 plumbing.blocked_sink_bath | shower blocked 4.2 plumbing.blocked_sink_bath | sink leak 3.6 leak.containable | bath leak 3.6 leak.containable | shower leak 3.6 leak.containable
sink broken 2.6 plumbing.bath_basin_damage | bath broken 2.6 plumbing.bath_basin_damage | sink smashed 2.8 plumbing.bath_basin_damage | bath smashed 3 plumbing.bath_basin_damage | bath loose 3 plumbing.bath_basin_damage | sink loose 3.4 plumbing.bath_basin_damage | seal 3 plumbing.bath_basin_damage | sink 1.4 plumbing.blocked_sink_bath | bath 1.4 plumbing.bath_basin_damage | sink smell 3 plumbing.blocked_sink_bath
shower broken 3.6 plumbing.shower | shower cold 3.6 plumbing.shower | shower stuck 3 plumbing.shower | shower 2 plumbing.shower | shower noise 3.2 plumbing.shower | overflow leak 3.4 plumbing.overflow | overflow running 3.4 plumbing.overflow
toilet blocked 4.4 toilet.blocked | toilet flush 3.8 toilet.not_flushing | toilet leak 4.2 toilet.cistern_leak | toilet running 3.6 toilet.cistern_leak | toilet loose 3.8 toilet.damaged | toilet smashed 3 toilet.damaged | toilet broken 3 toilet.not_flushing | toilet 2.2 toilet.not_flushing
drain blocked 3.8 drainage.foul_drain | drain smell 3.4 drainage.gully_surface | stack leak 4.2 drainage.soil_stack | stack blocked 4.2 drainage.soil_stack | stack smashed 4 drainage.soil_stack | drain 2.2 drainage.gully_surface | drain leak 3 drainage.foul_drain | flooded water 2.4 drainage.gully_surface
pipe leak 3.6 leak.containable | water leak 2.4 leak.unknown_source | leak 1.9 leak.containable | above leak 4 leak.from_above | ceiling leak 3.7 leak.from_above | ceiling leak above 4.4 leak.from_above | washer leak 3 leak.containable | pipe noise 3 heating.pressure_fault | pipe smashed 3 leak.containable | pipe 1.2 leak.containable | floor leak 2.6 leak.unknown_source | wall leak 2.8 leak.unknown_source
light broken 3.4 electrical.light_fitting | light trip 3.4 electrical.light_fitting | light 2 electrical.light_fitting | light communal 3.6 electrical.communal_light | light ext 3 electrical.communal_light | light none 3 electrical.partial_power_loss
socket broken 3.4 electrical.socket_switch_fault | socket loose 3.4 electrical.socket_switch_fault | socket none 3.4 electrical.partial_power_loss | socket 2.3 electrical.socket_switch_fault | electric trip 3.6 electrical.partial_power_loss | electric broken 3 electrical.partial_power_loss | electric 1.8 electrical.partial_power_loss | wires 1.8 electrical.socket_switch_fault | fan broken 3.6 electrical.extractor_fan | fan noise 3.6 electrical.extractor_fan | fan 2.2 electrical.extractor_fan | eicr 3.6 electrical.eicr
smokealarm chirp 4.2 alarms.smoke_fault | smokealarm broken 4 alarms.smoke_fault | smokealarm missing 3.6 alarms.smoke_fault | smokealarm 3 alarms.smoke_fault | coalarm chirp 4 alarms.co_fault | coalarm 3.4 alarms.co_fault
mould 3.4 damp.mould | damp 2.9 damp.damp_wall | damp mould 3.6 damp.mould | mould leak 3.8 damp.leak_caused | damp leak 3.2 damp.leak_caused | condensation 3.2 damp.condensation | mould window 3.6 damp.mould | damp wall 3.5 damp.damp_wall
roof leak 4.2 roof.leak | tiles 3.2 roof.tiles | tiles fell 4.2 roof.tiles | gutter 3.6 roof.gutter | gutter blocked 4.4 roof.gutter | gutter leak 4.4 roof.gutter | insulation 2.8 roof.insulation_loft | roof 1.8 roof.leak | roof fell 3 roof.tiles | roof communal leak 4.4 communal.roof_structure
ceiling smashed 2.8 structural.plaster | wall smashed 2.8 structural.plaster | wall crack 3.6 structural.cracks | ceiling crack 3.4 structural.plaster | crack 2 structural.cracks | asbestos 4 structural.asbestos | ceiling 1.4 structural.plaster | wall 1.1 structural.plaster | wall loose 2.8 structural.plaster
path 2 structural.paths_steps | path rotten 3.4 structural.paths_steps | path smashed 3.2 structural.paths_steps | path loose 3.4 structural.paths_steps | fence 2.6 structural.fence_gate_wall | fence fell 3.8 structural.fence_gate_wall | fence broken 3.6 structural.fence_gate_wall | garage 2.4 structural.garage_shed | garage door 3.8 structural.garage_shed | garage lock 3.8 structural.garage_shed
extdoor lock 3.4 doors.insecure_door | extdoor stuck 3.8 doors.external_stiff | extdoor draught 3.8 doors.external_stiff | extdoor broken 3.2 doors.external_stiff | extdoor loose 3.4 doors.external_stiff | extdoor 2.2 doors.external_stiff | intdoor 2.8 doors.internal | intdoor broken 3.6 doors.internal | intdoor stuck 3.8 doors.internal | intdoor lock 3.9 doors.internal | door stuck 2.8 doors.internal | door broken 2.4 doors.internal | door loose 2.8 doors.internal | door noise 2.6 doors.internal | door lock 2.8 doors.insecure_door | lockout 3.6 doors.lost_keys | door 1.3 doors.internal | lock broken 2.8 doors.insecure_door | lock 1.2 doors.lost_keys
window smashed 3.4 windows.broken_glass | glass smashed 3.2 windows.broken_glass | window stuck 3.6 windows.stuck_shut | window draught 3.8 windows.stuck_shut | window rotten 3.6 windows.stuck_shut | window lock 3.4 windows.insecure_window | window broken 2.8 windows.stuck_shut | window leak 3.2 windows.stuck_shut | window 1.6 windows.stuck_shut | window loose 3.2 windows.insecure_window
stairs handrail 4 stairs.handrail | handrail loose 3.8 stairs.handrail | handrail 2.6 stairs.handrail | stairs smashed 3 stairs.tread | stairs rotten 3.6 stairs.tread | stairs loose 3.4 stairs.tread | stairs noise 3 stairs.tread | stairs communal 3 communal.stairs_floor | handrail communal 4.2 communal.stairs_floor
kitchen broken 3.4 internal.kitchen_units | kitchen loose 3.6 internal.kitchen_units | kitchen rotten 3.6 internal.kitchen_units | kitchen 1.9 internal.kitchen_units | floor rotten 3.6 internal.floorboards | floor loose 3.2 internal.floorboards | floor noise 3 internal.floorboards | floor 1.2 internal.floorboards | tile loose 3.4 internal.floor_tiles | tile smashed 3.4 internal.floor_tiles | tile 2 internal.floor_tiles | skirting 3.2 internal.skirting | decorate 2.2 internal.decoration
lift broken 3.8 communal.lift_out | lift 2.4 communal.lift_out | lift stuck 3.6 communal.lift_out | entry broken 4 communal.door_entry | entry lock 4 communal.door_entry | entry stuck 4 communal.door_entry | entry 2.8 communal.door_entry | chute blocked 4 communal.refuse_chute | chute 2.4 communal.refuse_chute | aerial 3.2 communal.aerial | play smashed 3.2 communal.playground
cleaning communal 4 estates.cleaning | cleaning stairs 3.8 estates.cleaning | cleaning 2 estates.cleaning | grounds 2.6 estates.grounds | flytip 3.2 estates.fly_tip
rats 4 pest.rats_mice | insects 3.8 pest.insects | birds 3 pest.birds | stairlift 3.8 adaptation.stairlift_hoist | stairlift broken 4.6 adaptation.stairlift_hoist | aid loose 3.6 adaptation.repair | aid broken 3.6 adaptation.repair | ot 3 adaptation.new_request | aid newreq 3.8 adaptation.new_request | ot newreq 3.8 adaptation.new_request | firedoor 3.4 fire.fire_door_escape
"""
ENOUGH = 2.1
"""Below this score nothing is said to be broken."""
MOST_REMEMBERED = 20_000
GUARD = 0.5
"""What a score is worth where the danger rules know the repair better and have said nothing."""


class Repairs:
    """Gives repairs, the surest first."""

    name = "repairs"

    def __init__(self, landlord: Landlord, reader: Reader) -> None:
        self.labels = frozenset(landlord.repairs)
        self._names = {name: 1 << place for place, name in enumerate((*NAMES, *FAULTS))}
        self._phrases: dict[str, list[tuple[list[str], int]]] = {}  # by the first word: the rest of it, and its name
        for name, written in {**NAMES, **FAULTS}.items():
            for word, *rest in map(reader.words_of, written.split(";")):
                self._phrases.setdefault(word, []).append((rest, self._names[name]))
        self._concepts_of: dict[int, tuple[str, ...]] = {}
        self._rules: dict[int, list[tuple[int, float, str]]] = {}
        for first, rule in self._read_rules():
            if rule[2] in landlord.repairs:
                self._rules.setdefault(first, []).append(rule)
        # The danger rules know these better; likeness alone must be the surer.
        self._guarded = {each.id for each in landlord.repairs.values() if each.urgency == "emergency" and each.script}
        self._like = Likeness(
            {
                repair.id: [reader.words_of(phrase) for phrase in (*repair.phrases, repair.label)]
                for repair in landlord.repairs.values()
                if repair.group != "job"
            }
        )

    def _read_rules(self) -> list[tuple[int, tuple[int, float, str]]]:
        """Each rule under the first thing it names."""
        rules = []
        for written in RULES.replace("\n", "|").split("|"):
            parts = written.split()
            if parts:
                mask = sum(self._names[name] for name in parts[:-2])
                rules.append((self._names[parts[0]], (mask, float(parts[-2]), parts[-1])))
        return rules

    def classify(self, reading: Reading) -> list[Label]:
        best: dict[str, tuple[float, int, int]] = {}
        masks = self._masks(reading)
        reading.telling = {number for number, mask in masks.items() if mask & (mask - 1)}
        reading.concepts = {concept for mask in set(masks.values()) for concept in self._concepts(mask)}
        for place, ((first, last), features) in enumerate(zip(reading.sentences, reading.features, strict=False)):
            like = self._like.scores(features)
            nearer = 1.0 if place < 3 else 0.92
            for repair, score in self._scored(like, masks.get(place, 0)).items():
                if score < ENOUGH:
                    continue
                weighed = score * nearer * (GUARD if repair in self._guarded else 1.0)
                if weighed > best.get(repair, (0.0, 0, 0))[0]:
                    best[repair] = (weighed, first, last)
        ranked = sorted(best.items(), key=lambda each: -each[1][0])
        found = [(repair, *where) for repair, where in ranked[:6] if where[0] >= ENOUGH]
        if not found:
            return []
        top = found[0][1]
        second = next(
            (score for repair, score, _, _ in found[1:] if repair.split(".")[0] != found[0][0].split(".")[0]), 0.0
        )
        labels = [Label("repair", found[0][0], _sure(top, second), found[0][2], found[0][3])]
        for repair, score, first, last in found[1:]:
            other_matter = (first, last) != found[0][2:] and repair.split(".")[0] not in {
                label.value.split(".")[0] for label in labels
            }
            if other_matter and score >= 3.2 and len(labels) < 3:
                labels.append(Label("repair", repair, 0.45, first, last))
        return labels

    def _concepts(self, mask: int) -> tuple[str, ...]:
        """What one sentence names, and each pair of it; remembered, since the same few come again and again."""
        known = self._concepts_of.get(mask)
        if known is None:
            named = [name for name, bit in self._names.items() if mask & bit]
            known = (*named, *(f"{one}+{other}" for one, other in combinations(named, 2)))
            if len(self._concepts_of) < MOST_REMEMBERED:
                self._concepts_of[mask] = known
        return known

    def _scored(self, like: dict[str, float], seen: int) -> dict[str, float]:
        """What the rules say of the things and faults seen in one sentence, helped by likeness."""
        if not seen:
            return like
        scores = dict(like)
        left = seen
        while left:
            named = left & -left  # one bit, one name
            left ^= named
            for mask, weight, repair in self._rules.get(named, ()):
                if mask & seen == mask:
                    scores[repair] = max(scores.get(repair, 0.0), like.get(repair, 0.0) * 0.5 + weight)
        return scores

    def _masks(self, reading: Reading) -> dict[int, int]:
        """Which names and faults each sentence holds. Word by word, without a matcher of spaCy's: to make the document
        that it reads took longer than to read it."""
        masks: dict[int, int] = {}
        words, phrases = reading.words, self._phrases
        for place, (first, last) in enumerate(reading.sentences):
            mask = 0
            for at in range(first, last):
                for rest, name in phrases.get(words[at], ()):
                    end = at + 1 + len(rest)
                    if end <= last and words[at + 1 : end] == rest:
                        mask |= name
            if mask:
                masks[place] = mask
        return masks


def _sure(top: float, second: float) -> float:
    """How often a score like this was right, roughly: high alone, less when another group comes near."""
    lead = (top - second) / top
    return round(min(0.93, 0.35 + 0.09 * min(top, 5.0) + 0.35 * min(lead, 0.5)), 3)
