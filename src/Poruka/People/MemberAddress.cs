using Poruka.Storage;

namespace Poruka.People;

/// <summary>Where a member's page within a group is.</summary>
internal static class MemberAddress
{
    public const string Pattern = "/groups/{group}/members/{member}";

    public static string Of(Organisation group, Member member) => $"/groups/{group.Slug}/members/{Ids.Text(member.Id.Value)}";

    /// <summary>Whom an address means; null where nobody of the group.</summary>
    public static GroupMember? Find(IReadOnlyList<GroupMember> group, string? text) =>
        Ids.Parse(text) is { } id ? group.FirstOrDefault(m => m.Member.Id.Value == id) : null;
}
