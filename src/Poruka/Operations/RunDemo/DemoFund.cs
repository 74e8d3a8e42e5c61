using Poruka.Ledger;

namespace Poruka.Operations.RunDemo;

/// <summary>A campaign of a made-up fund.</summary>
/// <param name="Slug">Its name in commands.</param>
/// <param name="Name">Its name.</param>
/// <param name="Purpose">What its money is spent on.</param>
/// <param name="From">When it begins, as a part of the whole time: 0 to 1.</param>
/// <param name="To">When it ends.</param>
internal sealed record DemoCampaign(string Slug, string Name, AccountClass Purpose, double From, double To);

/// <summary>Bail that a made-up fund posts.</summary>
/// <param name="At">When, as a part of the whole time.</param>
/// <param name="Share">How much, as a part of what is in the bank.</param>
/// <param name="Days">After how many days it is decided on.</param>
/// <param name="Forfeited">Which part of it the court keeps.</param>
internal sealed record DemoBail(double At, double Share, int Days, double Forfeited);

/// <summary>A made-up fund: societies and people long dead, so that nobody takes it for a real one.</summary>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Name">Its name.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Currency">The currency of its main account.</param>
/// <param name="Scale">How many units of it go for one euro, roughly.</param>
/// <param name="Foreign">The currency of its second account.</param>
/// <param name="ForeignRate">How many units of its currency one unit of the foreign one makes, roughly.</param>
/// <param name="Members">How many pay dues at the end.</param>
/// <param name="GiftsAMonth">How many gifts come in an ordinary month.</param>
/// <param name="Weights">What its money goes to, and in which proportion.</param>
/// <param name="Campaigns">Its campaigns.</param>
/// <param name="Bails">Its bails.</param>
internal sealed record DemoFund(
    string Slug, string Name, string Purpose, string Currency, double Scale, string? Foreign, double ForeignRate,
    int Members, double GiftsAMonth, (AccountClass Purpose, double Weight)[] Weights, DemoCampaign[] Campaigns, DemoBail[] Bails)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<DemoFund> All { get; } =
    [
        new("political-red-cross", "Political Red Cross",
            "Parcels, lawyers and visits for political prisoners of every party. Made-up books; the name is that of Ekaterina Peshkova's committee in Moscow, 1918 to 1938.",
            "EUR", 1, "CHF", 1.04, 44, 24,
            [(AccountClass.Parcel, 5), (AccountClass.Legal, 3), (AccountClass.Family, 3), (AccountClass.Letters, 0.6), (AccountClass.Medical, 1)],
            [
                new("solovki-parcels", "Parcels to Solovki", AccountClass.Parcel, 0.05, 0.5),
                new("spiridonova", "Doctors for Maria Spiridonova", AccountClass.Medical, 0.3, 0.7),
                new("mandelstam", "For Osip and Nadezhda Mandelstam in Cherdyn", AccountClass.Family, 0.75, 1),
            ],
            [new(0.35, 0.25, 210, 0), new(0.8, 0.2, 900, 0)]),
        new("black-cross", "Black Cross, 1924",
            "Parcels, lawyers and the road abroad for jailed and exiled anarchists. Made-up books; the name is that of the relief committees of the 1920s.",
            "EUR", 1, "USD", 0.92, 30, 20,
            [(AccountClass.Legal, 5), (AccountClass.Parcel, 3), (AccountClass.Relocation, 2), (AccountClass.Letters, 1)],
            [
                new("sacco-vanzetti", "Defence of Nicola Sacco and Bartolomeo Vanzetti", AccountClass.Legal, 0.1, 0.62),
                new("steimer-fleshin", "Mollie Steimer and Senya Fleshin, on their way to Berlin", AccountClass.Relocation, 0.4, 0.6),
                new("makhno", "A doctor for Nestor Makhno", AccountClass.Medical, 0.7, 0.95),
            ],
            [new(0.2, 0.3, 150, 0.4), new(0.55, 0.25, 240, 0)]),
        new("red-aid", "International Red Aid",
            "Legal defence and support of families in many countries. Made-up books; the name is that of the organisation of 1922 to 1937.",
            "CHF", 1, "USD", 0.88, 70, 30,
            [(AccountClass.Legal, 5), (AccountClass.Family, 4), (AccountClass.Medical, 1), (AccountClass.RunningCosts, 1)],
            [
                new("mooney-billings", "Freedom for Tom Mooney and Warren Billings", AccountClass.Legal, 0, 0.45),
                new("scottsboro", "The nine of Scottsboro", AccountClass.Legal, 0.4, 0.9),
                new("gramsci", "Books for Antonio Gramsci", AccountClass.Letters, 0.25, 1),
            ],
            [new(0.6, 0.2, 300, 0.15)]),
        new("shlisselburg", "Paris Committee for the Prisoners of Shlisselburg",
            "Money and letters for those sentenced to hard labour. Made-up books; Vera Figner founded a committee like it in 1910.",
            "EUR", 1, "GBP", 1.17, 22, 14,
            [(AccountClass.Parcel, 4), (AccountClass.Letters, 2), (AccountClass.Family, 2), (AccountClass.Medical, 1)],
            [
                new("morozov", "Paper and instruments for Nikolai Morozov", AccountClass.Letters, 0.15, 0.5),
                new("akatuy", "Winter clothes for Akatuy", AccountClass.Parcel, 0.6, 0.85),
            ],
            []),
        new("doukhobors", "Resettlement of the Doukhobors",
            "Ships, land and bread for people punished for refusing to bear arms. Made-up books; Lev Tolstoy gave the fees of a novel for it in 1899.",
            "CAD", 1.5, "GBP", 1.75, 16, 18,
            [(AccountClass.Relocation, 6), (AccountClass.Family, 3), (AccountClass.Medical, 1)],
            [
                new("lake-huron", "The Lake Huron sails from Batumi", AccountClass.Relocation, 0.1, 0.4),
                new("verigin", "Peter Verigin in Obdorsk", AccountClass.Parcel, 0.2, 0.8),
            ],
            []),
        new("kyiv-red-cross", "Київський політичний Червоний Хрест",
            "Допомога політичним в’язням і засланим та їхнім родинам. Вигадані книги; назва товариства, що діяло в Києві наприкінці XIX століття.",
            "UAH", 45, "EUR", 45, 34, 22,
            [(AccountClass.Parcel, 4), (AccountClass.Legal, 4), (AccountClass.Family, 3), (AccountClass.Letters, 0.5)],
            [
                new("hrabovsky", "Павлові Грабовському в Сибір", AccountClass.Parcel, 0.1, 0.6),
                new("franko", "Захист Івана Франка", AccountClass.Legal, 0.5, 0.9),
            ],
            [new(0.45, 0.3, 180, 0)]),
    ];

    /// <summary>Its main currency.</summary>
    public Currency Main => Ledger.Currency.Parse(Currency);
}
