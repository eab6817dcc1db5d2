"""Stems of English and Russian words, and what they mean to the painter."""

# An entry matches a word that begins with it; a trailing "." asks for the whole word.
PLACES = {
    "portrait": "portrait портрет selfie headshot closeup close-up крупн лицо. face.",
    "lighthouse": "lighthouse маяк",
    "harbour": "harbo harbour port. pier wharf гаван порт. причал пристан пирс fishing рыбац",
    "sea": "sea. ocean coast beach shore waves bay. island море. моря. морск океан берег побереж пляж волн остров залив",
    "lake": "lake pond. river озер пруд рек. река реки реке рекой",
    "mountains": "mountain peak alps cliff valley гор. гора горы горн горах скал вершин долин альп",
    "forest": "forest wood. woods jungle grove trees лес. леса лесу лесн лесом чащ рощ джунгл тайг деревь",
    "meadow": "meadow field hill hills farm countryside prairie garden. lavender poppy poppies sunflower flowers flower "
    "луг холм поле. поля. поляна ферм деревенск сад. саду сада цвет маки. мак. лаванд подсолн",
    "village": "village cottage hamlet деревн село. хутор изб домик посел",
    "city": "city town street skyline downtown metropolis cyberpunk neon urban roofs rooftop "
    "город улиц столиц небоскр крыш неон мегапол киберпанк",
    "desert": "desert dune sahara oasis pyramid camel пустын дюн бархан оазис пирамид верблюд",
    "castle": "castle fortress palace tower. kingdom замок замк крепост дворец дворц башн королевств",
    "viaduct": "train railway viaduct locomotive bridge поезд железнодорож виадук паровоз мост.",
    "interior": "room. interior library study. cafe kitchen bedroom window attic bookshop tavern indoors "
    "комнат интерьер библиотек кабинет кафе кухн спальн подоконник чердак таверн",
    "space": "space galaxy nebula planet astronaut cosmos spaceship starship космос космич галактик туманност планет "
    "астронавт космонавт звездолет",
    "koi": "koi карп кои. карпы",
    "whale": "whale кит. киты кита китов",
    "aurora": "aurora northern arctic polar сияни аркти полярн",
    "underwater": "underwater coral reef jellyfish подводн коралл риф. медуз",
}
TIMES = {
    "night": "night midnight moonlit starry dark. ночь ночи ночн ночью полноч звезд звёзд лунн",
    "dusk": "dusk sunset evening twilight golden закат вечер сумерк сумрак золот",
    "dawn": "dawn sunrise morning рассвет утр утро заря. зари.",
    "day": "day. noon midday sunny bright daylight день. дня. днём днем полдень солнечн светл",
}
WEATHER = {
    "rain": "rain rainy drizzle wet. дожд ливен ливн мокр",
    "snow": "snow snowy snowfall blizzard снег снеж метел вьюг",
    "fog": "fog foggy mist misty haze туман дымк мгл",
    "storm": "storm stormy thunder lightning tempest шторм гроз бур. буря бури молни",
    "clear": "clear. cloudless ясн безоблач",
}
SEASONS = {
    "winter": "winter frost icy ice. snow snowy christmas зим мороз лед. лёд ледян снег снеж заснеж новогодн рождеств",
    "autumn": "autumn fall. autumnal october осен листопад октябр",
    "spring": "spring blossom sakura cherry april весн сакур вишн цветущ апрел",
    "summer": "summer july лет. лето летн летом июль",
}
FIGURES = {
    "woman": "woman girl lady princess queen witch mother she heroine keeper. sorceress female "
    "женщин девушк девочк дам. принцесс королев ведьм мать она. смотрительниц волшебниц геройн",
    "man": "man. boy guy. sailor captain fisherman knight king. wizard father he. hero. male sage traveller traveler "
    "wanderer hiker monk astronaut "
    "мужчин мальчик парен моряк капитан рыбак рыцар корол. король колдун волшебник отец путник странник монах "
    "герой старик дед. космонавт смотрител",
    "child": "child kid. children toddler ребен ребён дети. дитя малыш",
    "crowd": "crowd people family friends толп люди. людей семь друзья друзей",
    "cat": "cat. cats kitten кот. коты кота кошк котён котен котик",
    "dog": "dog. dogs puppy собак пёс. пес. щен",
    "fox": "fox лис. лиса лисы лису лисё лисе лисиц",
    "wolf": "wolf wolves волк волч",
    "horse": "horse unicorn pony лошад конь коня кони единорог",
    "deer": "deer stag олен",
    "rabbit": "rabbit bunny hare заяц зайц зай кролик",
    "bear": "bear. bears медвед мишк",
    "owl": "owl сова совы сову совён филин",
    "bird": "bird birds gull seagull crow raven swallow crane. птиц чайк ворон ласточк журавл",
    "dragon": "dragon дракон",
    "ship": "ship sail sailing boat yacht galleon schooner корабл парус лодк яхт шхун",
    "balloon": "balloon воздушн шар. шары",
    "robot": "robot android робот андроид",
    "house": "house. cabin hut дом. дома хижин избушк",
    "windmill": "windmill mill. мельниц",
}
STYLES = {
    "watercolour": "watercolor watercolour aquarelle акварел",
    "ink": "ink sketch pencil drawing etching monochrome black-and-white чернил туш набросок карандаш гравюр чернобел",
    "pixel": "pixel пиксел 8-bit",
    "film": "film cinematic analog noir кинематограф плёнк пленк нуар",
    "oil": "oil. painting impasto impressionist масл. маслом живопис",
    "flat": "flat. vector minimal poster плоск вектор минимал плакат",
}
COLOURS = {
    "red": ("red crimson scarlet красн алый алая алое багров", "#c8402e"),
    "orange": ("orange amber оранж янтарн рыж", "#e0793a"),
    "yellow": ("yellow жёлт желт", "#e0b23c"),
    "green": ("green emerald зелен зелён изумруд", "#4f8a5b"),
    "teal": ("teal turquoise cyan бирюз", "#2f8f92"),
    "blue": ("blue azure navy син. синий синяя синее синем голуб лазур", "#3d6fb0"),
    "purple": ("purple violet lilac фиолет лилов сирен пурпур", "#7a569e"),
    "pink": ("pink rose. розов", "#d98aa0"),
    "white": ("white белый белая белое белые белоснеж", "#eee8dc"),
    "black": ("black чёрн черн", "#24222a"),
    "brown": ("brown коричн", "#7a5236"),
    "grey": ("grey gray silver сер. серый серая седой седая сереб", "#9a9a9c"),
    "blond": ("blond blonde golden-haired блонд белокур светловолос русый русая", "#d8b26a"),
}
LOOKS = {
    "beard": "beard bearded бород",
    "old": "old elderly aged grandmother grandfather стар пожил бабушк дедушк седой седая",
    "glasses": "glasses spectacles очки очках",
    "freckles": "freckle веснуш",
    "smile": "smile smiling happy cheerful laughing улыб весел счастлив радост смеёт смеет",
    "sad": "sad melancholy crying тоск груст печал плач",
    "angry": "angry stern serious furious зл. злой злая серд сердит суров строг",
    "long": "long. long-haired длинн",
    "short": "short. коротк стриж",
    "braid": "braid plait кос. коса косой косы косич",
    "bun": "bun пучок",
    "curly": "curly кудр",
    "hat": "hat. cap. шляп шапк фуражк кепк",
    "scarf": "scarf шарф",
    "dark_skin": "african black-skinned dark-skinned темнокож смугл africa",
    "asleep": "asleep sleeping eyes-closed спит спящ закрыт",
    "hood": "hood hooded cloak капюшон плащ",
    "crown": "crown princess queen king. корон. корона принцесс королев король",
    "lantern": "lantern lamp торч torch candle фонар ламп свеч",
    "umbrella": "umbrella зонт",
    "dress": "dress gown плать",
    "knit": "sweater knit pullover свитер",
}
DETAILS = {
    "moon": "moon moonlit full-moon луна. луны луной луну лунн месяц",
    "sun": "sun. sunny sunset sunrise солнц закат рассвет",
    "stars": "star. stars starry milky звезд звёзд млечн",
    "clouds": "cloud clouds cloudy облак облач туч",
    "aurora": "aurora сияни",
    "rainbow": "rainbow радуг",
    "mirror": "reflection mirror calm отраж зеркал спокойн",
    "flowers": "flower flowers poppy poppies tulip цвет. цветы цветов цветущ мак. маки ромаш",
    "lavender": "lavender лаванд",
    "sunflowers": "sunflower подсолн",
    "fireflies": "firefl magic magical fairy светляч волшеб сказоч маги",
    "lights": "lights glowing neon огни огней огоньк светящ",
    "fire": "campfire bonfire fire. костёр костер костр огонь",
}
QUALITY = {
    "dark": "dark. gloomy тёмн темн мрач",
    "bright": "bright vivid светл ярк",
    "soft": "soft dreamy pastel нежн мягк пастел",
    "sharp": "sharp detailed intricate чётк четк детал",
    "blurry": "blurry blur размыт",
}
