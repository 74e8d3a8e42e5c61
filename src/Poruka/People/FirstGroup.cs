using System.Data.Common;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>A group as it begins: its first member keeps its rooms for the team, for what comes in, and for donors.</summary>
internal static class FirstGroup
{
    /// <summary>Makes a group with its rooms.</summary>
    /// <returns>The group; null where no free name for its address was found.</returns>
    public static Organisation? Make(
        Installation installation, DbConnection connection, DbTransaction transaction, string name, Member first, MemberKeys keys, LocalDate today)
    {
        var slug = Slug(name);
        var group = MemberRows.TryAddOrganisation(connection, transaction, slug, name, today);
        for (var number = 2; group is null && number < 100; number++)
            group = MemberRows.TryAddOrganisation(connection, transaction, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{slug}-{number}"), name, today);
        if (group is null) return null;
        MemberRows.Join(connection, transaction, group, first.Id, today);
        MemberRows.SetRoles(connection, transaction, group, first.Id, [Role.Administrator, Role.Member]);
        foreach (var kind in (RoomKind[])[RoomKind.Team, RoomKind.Intake, RoomKind.Donors, RoomKind.Letters, RoomKind.Trustees, RoomKind.Press])
            RoomRows.Make(installation, connection, transaction, group, kind, "", first, keys, today).Dispose();
        // Funds from before there was a group.
        Sql.Run(connection, transaction, "update fund set organisation = @organisation where organisation is null", ("organisation", group.Number));
        return group;
    }

    /// <summary>The name of a group in addresses: Latin letters, digits and dashes.</summary>
    public static string Slug(string name)
    {
        var letters = new System.Text.StringBuilder();
        foreach (var c in name.Normalize(System.Text.NormalizationForm.FormD).ToLowerInvariant())
            if (char.IsAsciiLetterOrDigit(c)) letters.Append(c);
            else if (letters.Length > 0 && letters[^1] != '-' && (char.IsWhiteSpace(c) || c == '-')) letters.Append('-');
        var slug = letters.ToString().Trim('-');
        // "new" is where a group is made.
        return slug is "" or "new" ? "group" : slug[..Math.Min(slug.Length, 40)].Trim('-');
    }
}
