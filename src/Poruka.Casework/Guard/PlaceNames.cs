namespace Poruka.Casework;

/// <summary>Countries and towns that are called otherwise in another language than a transliteration would give.</summary>
internal static class PlaceNames
{
    // A line is one place: its names, and stems of adjectives and people that no rule gives, each behind a hyphen.
    private const string Table = """
        Австрия Австрія Austria
        Азербайджан Azerbaijan
        Албания Албанія Albania
        Алматы Алмати Алма-Ата Almaty
        Аргентина Argentina
        Армения Вірменія Armenia -армянск -вірменськ
        Афины Афіни Athens -афинск
        Баку Baku -бакинск
        Батуми Батумі Batumi
        Белград Бєлград Белґрад Belgrade
        Беларусь Белоруссия Білорусь Білорусія Belarus -белорусск -білоруськ
        Бельгия Бельгія Belgium -бельгийск
        Берлин Берлін Berlin
        Бишкек Бішкек Bishkek
        Болгария Болгарія Bulgaria
        Братислава Bratislava
        Брест Берестя Brest
        Брюссель Brussels Bruxelles
        Будапешт Budapest
        Бухарест Bucharest București
        Варшава Warsaw Warszawa
        Вена Відень Vienna Wien -венск -віденськ
        Венгрия Угорщина Hungary -венгерск -угорськ
        Вильнюс Вільнюс Vilnius Wilno
        Владикавказ Vladikavkaz
        Вроцлав Wroclaw
        Гамбург Hamburg
        Гданьск Gdansk Danzig
        Германия Німеччина Germany -немецк -німецьк German
        Гомель Homel Gomel
        Гродно Hrodna Grodno
        Греция Греція Greece -греческ -грецьк
        Грузия Грузія Georgia Сакартвело -грузинск -грузинськ
        Дания Данія Denmark -датск -данськ
        Днепр Дніпро Dnipro Dnieper
        Донецк Донецьк Donetsk
        Ереван Єреван Yerevan Erevan
        Женева Geneva Genève
        Запорожье Запоріжжя Zaporizhzhia Zaporozhye -запорожск -запорізьк
        Израиль Ізраїль Israel
        Испания Іспанія Spain -испанск -іспанськ
        Италия Італія Italy -итальянск -італійськ
        Казахстан Kazakhstan
        Каир Каїр Cairo
        Калининград Калінінград Kaliningrad
        Киев Київ Kyiv Kiev
        Кишинёв Кишинів Chisinau Chișinău -кишинёвск
        Краков Краків Krakow Cracow Kraków
        Кыргызстан Киргизия Киргизстан Kyrgyzstan
        Латвия Латвія Latvia -латвийск -латвійськ
        Лиссабон Лісабон Lisbon Lisboa
        Литва Lithuania -литовск -литовськ Lithuanian
        Лондон London
        Луганск Луганськ Luhansk Lugansk
        Львов Львів Lviv Lwow Lemberg
        Мадрид Madrid
        Мариуполь Маріуполь Mariupol
        Минск Мінськ Minsk
        Молдова Молдавия Moldova
        Монголия Монголія Mongolia
        Москва Moscow -московск -московськ
        Мюнхен Munich München
        Нарва Narva
        Нидерланды Нідерланди Голландия Netherlands Holland -голландск -нидерландск
        Николаев Миколаїв Mykolaiv Nikolaev
        Норвегия Норвегія Norway -норвежск -норвезьк
        Одесса Одеса Odesa Odessa
        Осло Oslo
        Париж Paris
        Польша Польща Poland Polska -польск -польськ Polish
        Португалия Португалія Portugal
        Прага Prague Praha
        Псков Pskov
        Рига Riga
        Рим Rome Roma
        Россия Росія Russia -российск -російськ
        Румыния Румунія Romania -румынск -румунськ
        Сербия Сербія Serbia -сербск
        Словакия Словаччина Slovakia -словацк
        Словения Словенія Slovenia -словенск
        Стамбул Istanbul
        Стокгольм Stockholm
        Таллин Таллінн Tallinn
        Тбилиси Тбілісі Tbilisi -тбилисск -тбіліськ
        Трабзон Trabzon
        Турция Туреччина Turkey Türkiye -турецк -турецьк Turkish
        Узбекистан Uzbekistan
        Украина Україна Ukraine -украинск -українськ
        Финляндия Фінляндія Finland -финск -фінськ Finnish
        Франция Франція France -французск -французьк French
        Харьков Харків Kharkiv Kharkov
        Хельсинки Гельсінкі Helsinki
        Херсон Kherson
        Хорватия Хорватія Croatia
        Чернигов Чернігів Chernihiv Chernigov
        Черновцы Чернівці Chernivtsi Czernowitz
        Черногория Чорногорія Montenegro
        Чехия Чехія Чеська Czechia Czech -чешск -чеськ
        Швейцария Швейцарія Switzerland Swiss
        Швеция Швеція Sweden -шведск -шведськ Swedish
        Эстония Естонія Estonia -эстонск -естонськ Estonian
        """;

    private static readonly (Dictionary<string, List<int>> Groups, List<string[]> Forms) Known = Read();

    /// <summary>All that a place is called, in sounds; those behind a hyphen are stems. Empty where we know no other names of it.</summary>
    public static IReadOnlyList<string> FormsOf(string sound)
    {
        var groups = new HashSet<int>();
        foreach (var stem in Inflection.StemsOf(sound))
            if (Known.Groups.TryGetValue(stem, out var found)) groups.UnionWith(found);
        return [.. groups.SelectMany(g => Known.Forms[g]).Distinct(StringComparer.Ordinal)];
    }

    private static (Dictionary<string, List<int>>, List<string[]>) Read()
    {
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var forms = new List<string[]>();
        foreach (var line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var own = new List<string>();
            foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var isStem = word[0] == '-';
                own.Add((isStem ? "-" : "") + WordSound.First(word.TrimStart('-')));
                if (isStem) continue;
                foreach (var stem in Inflection.StemsOf(own[^1]))
                {
                    // Рим and рима, Вена and вены: a short stem is the name's own form only.
                    if (stem.Length < 4 && stem != own[^1]) continue;
                    if (!groups.TryGetValue(stem, out var list)) groups[stem] = list = [];
                    if (!list.Contains(forms.Count)) list.Add(forms.Count);
                }
            }
            forms.Add([.. own.Distinct(StringComparer.Ordinal)]);
        }
        return (groups, forms);
    }
}
