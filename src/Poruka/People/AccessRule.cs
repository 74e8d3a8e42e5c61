namespace Poruka.People;

/// <summary>Whom a page is for.</summary>
public enum Audience
{
    /// <summary>Everybody.</summary>
    Everybody,

    /// <summary>Whoever is signed in.</summary>
    SignedIn,

    /// <summary>Members of the group in the address, with one of the roles where some are named.</summary>
    Group,

    /// <summary>Who holds a living grant of the room in the address.</summary>
    Room,

    /// <summary>Who keeps the room in the address.</summary>
    Keeper,
}

/// <summary>Who may ask for a page or carry out a form. Every route has one, or the server doesn't start.</summary>
/// <param name="Audience">Whom it is for.</param>
/// <param name="Roles">Of a group: who there; empty for all members.</param>
/// <param name="Proof">Whether the passphrase must have been given in the last minutes.</param>
public sealed record AccessRule(Audience Audience, IReadOnlyList<Role> Roles, bool Proof);

/// <summary>Says who may come where a route is mapped.</summary>
public static class AccessRules
{
    /// <summary>The name of a group's part in an address.</summary>
    public const string GroupPart = "group";

    /// <summary>The name of a room's part in an address.</summary>
    public const string RoomPart = "room";

    public static T ForEverybody<T>(this T route) where T : IEndpointConventionBuilder => route.With(Audience.Everybody);

    public static T ForSignedIn<T>(this T route, bool proof = false) where T : IEndpointConventionBuilder =>
        route.With(Audience.SignedIn, proof);

    /// <summary>For members of the <c>{group}</c> in the address who have one of the roles; for all where none is named.</summary>
    public static T ForGroup<T>(this T route, params Role[] roles) where T : IEndpointConventionBuilder =>
        route.With(Audience.Group, false, roles);

    public static T ForGroupWithProof<T>(this T route, params Role[] roles) where T : IEndpointConventionBuilder =>
        route.With(Audience.Group, true, roles);

    /// <summary>For holders of the <c>{room}</c> in the address.</summary>
    public static T ForRoom<T>(this T route, bool proof = false) where T : IEndpointConventionBuilder =>
        route.With(Audience.Room, proof);

    /// <summary>For keepers of the <c>{room}</c> in the address.</summary>
    public static T ForKeeper<T>(this T route, bool proof = false) where T : IEndpointConventionBuilder =>
        route.With(Audience.Keeper, proof);

    private static T With<T>(this T route, Audience audience, bool proof = false, params Role[] roles) where T : IEndpointConventionBuilder =>
        route.WithMetadata(new AccessRule(audience, roles, proof));
}
