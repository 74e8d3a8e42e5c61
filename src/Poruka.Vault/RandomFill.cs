namespace Poruka.Vault;

/// <summary>Fills a buffer with random bytes fit for secrets. The libraries draw none themselves.</summary>
/// <param name="destination">The buffer.</param>
public delegate void RandomFill(Span<byte> destination);
