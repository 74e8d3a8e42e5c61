using NodaTime;
using Poruka.Casework;

namespace Poruka.Core.Tests.Casework;

/// <summary>When a text may go out.</summary>
public class GateStandingTests
{
    private static readonly Instant Asked = Instant.FromUtc(2026, 11, 20, 12, 0);

    [Theory]
    // What rooms say: c clear, f found, a allowed, r refused, w not heard, o an offline room that isn't heard, O one that says it is clear.
    [InlineData("", 0, 0, GateState.Open)] // it touches no case
    [InlineData("cc", 0, 0, GateState.Open)]
    [InlineData("caO", 0, 0, GateState.Open)]
    [InlineData("cw", 0, 0, GateState.Waits)]
    [InlineData("cw", 23, 2, GateState.Waits)] // two don't help within the day
    [InlineData("cw", 24, 0, GateState.WaitsForTwo)]
    [InlineData("cw", 24, 1, GateState.WaitsForTwo)]
    [InlineData("cw", 24, 2, GateState.Open)]
    [InlineData("cf", 0, 0, GateState.Found)]
    [InlineData("cf", 99, 2, GateState.Found)] // what was found is decided by who holds the room, however long it takes
    [InlineData("wf", 99, 2, GateState.Found)]
    [InlineData("co", 0, 0, GateState.WaitsForOffline)]
    [InlineData("co", 99, 2, GateState.WaitsForOffline)] // never against an offline room
    [InlineData("wo", 99, 2, GateState.WaitsForOffline)]
    [InlineData("wO", 24, 2, GateState.Open)]
    [InlineData("far", 99, 2, GateState.Refused)]
    [InlineData("cr", 0, 0, GateState.Refused)]
    public void A_text_goes_out_by_these_rules(string words, int hours, int agreed, GateState expected) =>
        Assert.Equal(expected, GateStanding.Of([.. words.Select((c, i) => new GuardWordOf(i.ToString(System.Globalization.CultureInfo.InvariantCulture), c is 'o' or 'O', c switch
        {
            'c' or 'O' => GuardWordState.Clear, 'f' => GuardWordState.Found, 'a' => GuardWordState.Allowed, 'r' => GuardWordState.Refused, _ => GuardWordState.Waits,
        }))], Asked, Asked + Duration.FromHours(hours), agreed));
}
