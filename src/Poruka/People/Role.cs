namespace Poruka.People;

/// <summary>
/// What somebody does in a group. A role gives functions and opens no room: rooms open by grants, for administrators too.
/// </summary>
public enum Role
{
    /// <summary>Looks after members and machines.</summary>
    Administrator,

    /// <summary>Looks after cases.</summary>
    Caseworker,

    /// <summary>Decides what a fund pays.</summary>
    Trustee,

    /// <summary>Keeps the books.</summary>
    Treasurer,

    /// <summary>Checks the books.</summary>
    Auditor,

    /// <summary>Spreads letters over writers.</summary>
    Coordinator,

    /// <summary>Writes letters.</summary>
    Writer,

    /// <summary>Belongs to the group.</summary>
    Member,
}

/// <summary>Roles as they stand in rows and forms.</summary>
public static class Roles
{
    /// <summary>All, in the order in which they are offered.</summary>
    public static IReadOnlyList<Role> All { get; } = Enum.GetValues<Role>();

    /// <summary>The word of a role in rows, forms and texts' keys.</summary>
    public static string Word(this Role role) => role switch
    {
        Role.Administrator => "administrator",
        Role.Caseworker => "caseworker",
        Role.Trustee => "trustee",
        Role.Treasurer => "treasurer",
        Role.Auditor => "auditor",
        Role.Coordinator => "coordinator",
        Role.Writer => "writer",
        Role.Member => "member",
    };

    /// <summary>The role of a word; null where it is none.</summary>
    public static Role? OfWord(string word)
    {
        foreach (var role in All)
            if (role.Word() == word) return role;
        return null;
    }

    /// <summary>The roles of words parted by spaces; what is none is passed over.</summary>
    public static IReadOnlyList<Role> OfWords(string words) =>
        [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(OfWord).OfType<Role>().Distinct().Order()];
}
