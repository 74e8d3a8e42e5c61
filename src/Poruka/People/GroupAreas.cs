namespace Poruka.People;

/// <summary>A part of a group's work with a page of its own, found from the group's page.</summary>
/// <param name="Path">Its address under the group's: <c>members</c> is <c>/groups/{group}/members</c>.</param>
/// <param name="TitleKey">The text with its name.</param>
/// <param name="WhatKey">The text that says in a line what it is for.</param>
/// <param name="Roles">Who sees it; empty for all members. The page's own rule lets in the same.</param>
public sealed record GroupArea(string Path, string TitleKey, string WhatKey, params Role[] Roles)
{
    /// <summary>Whether somebody sees it.</summary>
    public bool IsFor(Membership membership) => Roles.Length == 0 || Roles.Any(membership.Is);

    /// <summary>Where it is.</summary>
    public string AddressIn(Organisation group) => $"/groups/{group.Slug}/{Path}";
}

/// <summary>All that a group works with: one line for each part. A test holds each line against the routes.</summary>
public static class GroupAreas
{
    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<GroupArea> All { get; } =
    [
        new("cases", "Cases.Area", "Cases.Area.What", Role.Caseworker),
        new("facilities", "Cases.Facilities.Title", "Cases.Facilities.What", Role.Caseworker, Role.Coordinator),
        new("donors", "Funds.Donors.Title", "Funds.Donors.What", Role.Treasurer),
        new("calls", "Cases.Calls.Title", "Cases.Calls.What"),
        new("wills", "Cases.Wills.Title", "Cases.Wills.What"),
        new("press", "Publishing.Area", "Publishing.Area.What"),
        new("members", "People.Members.Title", "People.Members.What"),
        new("funds", "Funds.Desk.Title", "Funds.Desk.What"),
        new("export", "People.Bulk.Title", "People.Bulk.What"),
        new("guard", "Guard.Title", "Guard.What.Area"),
        new("waiting", "People.Waiting.Title", "People.Waiting.What"),
        new("letters", "Letters.Title", "Letters.What", Role.Coordinator),
        new("my-letters", "Letters.Mine.Title", "Letters.Mine.What", Role.Writer, Role.Coordinator),
    ];
}
