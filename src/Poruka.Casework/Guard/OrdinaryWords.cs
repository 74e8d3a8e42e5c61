namespace Poruka.Casework;

/// <summary>
/// Words that tell nothing by themselves: those that sentences are held together by, and those that stand in most texts about
/// arrest, prison and release. In three languages, by their sounds.
/// </summary>
internal static class OrdinaryWords
{
    private const string Joining = """
        а без более бы был была были было быть в во вам вас весь во вот все всё всего всех вы где да даже для до его ее её если есть еще ещё же за здесь и из или им их к как ко когда
        который которая которое которые которого которой которым которых кто ли либо между меня мне может мы на над надо нам нас наш не него нее неё нет ни них но ну о об однако он она они оно от
        очень перед по под после потом потому почти при про раз с сам сама сами свой своей своего своих своим себе себя со так также там такой тем теперь то тогда того тоже только том тот три тут ты у уже
        хотя чего чем через что чтобы чья эта эти это этого этой этом этот этому этих я будет будут два две оба обе первый второй один одна одно одного одной несколько каждый другой
        або але б без би був була були було бути вам вас весь ви від він вона вони воно все всі всіх вся де для до дуже з за зі із і її їй їм їх й його йому коли крізь кілька ли лише ми між мене мені на над нам нас
        наш не нема ні них ніж о об один одна одне от під після по потім при про проте раз сам свій своє свого своєї своїх собі та так також там такий те тепер теж ти тим то тоді того той тому тут у уже хоч хто
        це цей ця ці цього цієї цим цих через чи що щоб щодо як яка яке який які якого якої яким яких якщо є буде будуть два дві обидва обидві перший другий кожен інший
        ехать ехал ехала поехал поехала ехали идти шёл шла шли пошёл пошла прийти пришёл пришла пришли далее дальше близко далеко пустил пустила показал показала взял взяла дал дала сделал стал стала начал начала
        їхати їхав їхала поїхав поїхала їхали йти йшов йшла йшли пішов пішла прийти прийшов прийшла прийшли далі близько далеко пустив пустила показав показала взяв взяла дав дала зробив став стала почав почала
        go goes went gone come came get got take took taken give gave given let show showed shown see saw seen make made far near next back way again
        a about above after again against all also am an and any are as at be because been before being below between both but by can could did do does doing down during each few for from further had has
        have having he her here hers herself him himself his how i if in into is it its itself just me more most my no nor not now of off on once only or other our out over own same she should so some
        such than that the their theirs them then there these they this those through to too under until up very was we were what when where which while who whom why will with would you your one two three
        first second several another every upon since still even yet may might must shall
        """;

    private const string Usual = """
        арест арестовать арестован задержать задержан задержание обыск полиция полицейский суд судья судебный заседание приговор приговорить следствие следователь следственный обвинение обвинить обвинительный дело уголовный
        статья кодекс адвокат защитник защита прокурор жалоба апелляция апелляционный изолятор сизо колония тюрьма тюремный камера заключение заключённый узник политический политзаключенный срок год года лет месяц месяцы неделя день дни дня
        час утро вечер ночь сегодня вчера завтра свобода свободный освободить освобожден освобождение выйти вышел вышла выпустить домой дом семья мать отец сын дочь брат сестра муж жена ребёнок дети родные близкие друг друзья
        письмо писать написать ответ получить получил посылка передача свидание лекарство врач больница здоровье болезнь помощь помочь помогать группа фонд деньги сбор собрать средства поддержка поддержать солидарность человек люди
        права правозащитник страна город область район граница работа работать сказать сообщить сообщил рассказать говорить знать стать мочь хотеть быть время место новый последний большой жизнь мир война режим власть активист журналист
        безопасность безопасный безопасное место теперь сейчас вместе среди против около январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь понедельник вторник среда четверг пятница суббота воскресенье тысяча рубль
        перевести перевод этап этапировать этапирование содержать содержаться находиться провести находится решение решить постановление ходатайство показания свидетель
        арешт арештувати затримати затриманий затримання обшук поліція суд суддя судовий засідання вирок слідство слідчий обвинувачення справа кримінальний стаття кодекс адвокат захисник захист прокурор скарга апеляція ізолятор сізо колонія
        в'язниця камера ув'язнення ув'язнений політв'язень строк рік роки років місяць тиждень день дні година ранок вечір ніч сьогодні вчора завтра свобода воля вільний звільнити звільнений звільнення вийти вийшов вийшла додому дім родина
        мати батько син донька брат сестра чоловік дружина дитина діти рідні близькі друг друзі лист писати відповідь отримати посилка передача побачення ліки лікар лікарня здоров'я допомога допомогти допомагати група фонд гроші збір зібрати
        кошти підтримка підтримати солідарність людина люди права правозахисник країна місто область район кордон робота працювати сказати повідомити розповісти говорити знати стати могти хотіти час місце новий останній великий життя світ
        війна режим влада активіст журналіст безпека безпечний безпечне разом серед проти січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень понеділок вівторок середа четвер п'ятниця субота неділя
        arrest arrested detained detention search police officer court judge hearing sentence sentenced trial investigation investigator charge charged charges case criminal article code lawyer defence defense prosecutor appeal
        prison jail colony cell custody prisoner political term year years month months week weeks day days hour hours morning evening night today yesterday tomorrow free freed freedom release released home house family mother father
        son daughter brother sister husband wife child children relatives friend friends letter letters write wrote written answer received parcel visit medicine doctor hospital health illness help helped helping group fund money
        raised raise support supporters solidarity people person human rights defender country town city region district border work said say told tell know became want time place new last great long life world war regime authorities
        activist journalist safety safe january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday thousand thank thanks volunteers volunteer
        волонтёр волонтёры волонтер волонтери спасибо спасибі дякуємо благодарим
        """;

    // Given names that begin a sentence as words of everyday: a novel, faith, hope, love, glory, a lion, peace.
    private const string Nouns = "роман романа романы віра вера веры веру надежда надежды надежду надія надії надію любовь любви любов слава славы мила лев рома роза марта майя мая света лилия will grace hope faith rose mark art";

    // Words that are written with a capital and are no names.
    private const string Capital = """
        Я Вы Ви I English Russian Ukrainian СИЗО СІЗО ИК ВК КП УФСИН ФСИН ФСБ МВД МВС СБУ КГБ КДБ УК КК УПК КПК ОВД РФ УК США США ЕС ЄС ООН FSB KGB EU UN USA UK Mr Mrs Ms Dr Telegram Signal Facebook Instagram Twitter YouTube WhatsApp
        Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Mon Tue Wed Thu Fri Sat Sun
        """;

    private static readonly HashSet<string> JoiningSounds = [.. Split(Joining).Select(WordSound.First)];
    private static readonly HashSet<string> NounSounds = [.. Split(Nouns).Select(WordSound.First)];
    private static readonly HashSet<string> UsualStems = [.. Split(Usual).Select(w => Inflection.Rough(WordSound.First(w)))];
    private static readonly HashSet<string> CapitalSounds = [.. Split(Capital).Select(WordSound.First)];

    /// <summary>Whether a name is a word of everyday too.</summary>
    public static bool IsAlsoNoun(string sound) => NounSounds.Contains(sound);

    /// <summary>Whether a word only holds a sentence together.</summary>
    public static bool Joins(string sound) => sound.Length < 2 || JoiningSounds.Contains(sound);

    /// <summary>Whether a stem (<see cref="Inflection.Rough"/>) stands in most texts of the field.</summary>
    public static bool IsUsual(string stem) => UsualStems.Contains(stem);

    /// <summary>Whether a word with a capital is no name.</summary>
    public static bool IsNoName(string sound) => CapitalSounds.Contains(sound) || JoiningSounds.Contains(sound) || UsualStems.Contains(Inflection.Rough(sound));

    private static string[] Split(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
