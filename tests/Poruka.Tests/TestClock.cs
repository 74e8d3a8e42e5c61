using NodaTime;

namespace Poruka.Tests;

/// <summary>A clock that goes when it is told to.</summary>
internal sealed class TestClock : IClock
{
    private Instant _now = Instant.FromUtc(2026, 11, 23, 12, 0);

    public Instant GetCurrentInstant() => _now;

    public void Advance(Duration by) => _now += by;
}
