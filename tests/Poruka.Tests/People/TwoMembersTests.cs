using NodaTime;
using Poruka.People;
using Poruka.Vault;

namespace Poruka.Tests.People;

/// <summary>The rule that it takes two, as a table.</summary>
public sealed class TwoMembersTests
{
    private static readonly LocalDate Today = new(2026, 11, 23);

    private static readonly GroupMember Admin = Make(1, MemberState.Active, Role.Administrator);
    private static readonly GroupMember Boris = Make(2, MemberState.Active, Role.Writer);
    private static readonly GroupMember Clara = Make(3, MemberState.Active, Role.Writer);
    private static readonly GroupMember Dina = Make(4, MemberState.Active, Role.Writer);
    private static readonly GroupMember Frozen = Make(5, MemberState.Frozen, Role.Member);

    public static TheoryData<string, string, string, string> Table => new()
    {
        // step, about, words of, what is so
        { "freeze", "dina", "", "Waits" },
        { "freeze", "dina", "boris", "Waits" },
        { "freeze", "dina", "boris clara", "Agreed" },
        { "freeze", "admin", "boris clara", "Agreed" },
        { "freeze", "dina", "boris boris", "Waits" },
        { "freeze", "dina", "dina boris", "Waits" },
        { "freeze", "dina", "frozen boris", "Waits" },
        { "freeze", "dina", "stranger boris", "Waits" },
        { "freeze", "dina", "boris old-clara", "Waits" },
        { "freeze", "frozen", "boris clara", "OutOfPlace" },
        { "thaw", "dina", "boris clara", "OutOfPlace" },
        { "thaw", "frozen", "boris clara", "Agreed" },
        { "renew", "dina", "boris clara", "WantsAdministrator" },
        { "renew", "dina", "boris admin", "Agreed" },
        { "renew", "admin", "boris clara", "Agreed" },
        { "remove", "dina", "boris clara", "WantsAdministrator" },
        { "remove", "dina", "clara admin", "Agreed" },
        { "remove", "frozen", "clara admin", "Agreed" },
        { "remove", "admin", "boris clara", "LastAdministrator" },
    };

    [Theory, MemberData(nameof(Table))]
    public void Two_others_who_may_sign_in_make_it_so(string step, string about, string words, string expected) =>
        Assert.Equal(expected, TwoMembers.StateOf(TwoMembers.OfWord(step)!.Value, Of(about), [Admin, Boris, Clara, Dina, Frozen],
            [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().Select(WordOf)], Today).ToString());

    [Theory, InlineData(1), InlineData(2)]
    public void In_a_group_of_one_or_two_nobody_does_it_to_another(int members)
    {
        GroupMember[] group = [.. ((GroupMember[])[Boris, Admin, Clara]).Take(members)];
        foreach (var step in TwoMembers.Steps.Where(s => s is not JointStep.Thaw))
            Assert.Equal(JointState.TooFew, TwoMembers.StateOf(step, Boris, group, [new(Admin.Member.Id, Today)], Today));
    }

    private static GroupMember Of(string name) => name switch
    {
        "admin" => Admin, "boris" => Boris, "clara" or "old-clara" => Clara, "dina" => Dina, "frozen" => Frozen, _ => Make(9, MemberState.Active, Role.Member),
    };

    private static Word WordOf(string name) => new(Of(name).Member.Id, name.StartsWith("old-", StringComparison.Ordinal) ? Today.PlusDays(-8) : Today);

    private static GroupMember Make(uint id, MemberState state, Role role) =>
        new(new Member(new MemberId(id), $"m{id}", state, Today, [], []), [role], Today);
}
