using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Poruka.Vault;

namespace Poruka.Shell;

/// <summary>
/// Reads a posted form as bytes. Fields whose names begin with <see cref="SecretPrefix"/> (passphrases, codes, recovery keys)
/// never become text: they are kept in memory that is wiped when the request ends, and wiped where they came from.
/// </summary>
public sealed class PostedForm : IDisposable
{
    /// <summary>What the names of secret fields begin with.</summary>
    public const string SecretPrefix = "secret-";

    private const int MaxFields = 256;

    private readonly Dictionary<string, SecretBytes> _secrets = new(StringComparer.Ordinal);

    private PostedForm()
    {
    }

    /// <summary>The secret field of a request; empty where it wasn't posted.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The name, with its prefix.</param>
    public static ReadOnlySpan<byte> Secret(HttpContext context, string name) =>
        context.Features.Get<PostedForm>() is { } form && form._secrets.TryGetValue(name, out var secret) ? secret.Span : [];

    /// <summary>Reads the body. The plain fields are then the request's form.</summary>
    /// <param name="context">A request whose body is <c>application/x-www-form-urlencoded</c>.</param>
    /// <returns>False where there are more bytes or fields than a form may have.</returns>
    public static async Task<bool> ReadAsync(HttpContext context)
    {
        var form = new PostedForm();
        context.Response.RegisterForDispose(form);
        using var body = await ReadBody(context.Request.BodyReader, context.RequestAborted);
        if (body is null || form.Parse(body.Span) is not { } fields) return false;
        context.Features.Set(form);
        context.Features.Set<IFormFeature>(new FormFeature(new FormCollection(fields)));
        return true;
    }

    /// <summary>Wipes the secrets.</summary>
    public void Dispose()
    {
        foreach (var secret in _secrets.Values) secret.Dispose();
        _secrets.Clear();
    }

    /// <summary>The whole body, and nothing of it left in the server's own buffers; null where it is too long.</summary>
    private static async Task<SecretBytes?> ReadBody(PipeReader reader, CancellationToken stop)
    {
        var body = new SecretBytes(4_096);
        var length = 0;
        var whole = false;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(stop);
                foreach (var segment in read.Buffer)
                {
                    if (length + segment.Length > ServeOptions.MaxFormBytes) return null;
                    body = Grown(body, length, length + segment.Length);
                    segment.Span.CopyTo(body.Span[length..]);
                    length += segment.Length;
                    // The pipe's own memory: it goes back to a pool that doesn't wipe it.
                    CryptographicOperations.ZeroMemory(MemoryMarshal.AsMemory(segment).Span);
                }
                reader.AdvanceTo(read.Buffer.End);
                if (!read.IsCompleted) continue;
                var exact = SecretBytes.Of(body.Span[..length]);
                whole = true;
                return exact;
            }
        }
        finally
        {
            body.Dispose();
            if (!whole) await reader.CompleteAsync();
        }
    }

    private static SecretBytes Grown(SecretBytes body, int used, int needed)
    {
        if (needed <= body.Length) return body;
        var larger = new SecretBytes(Math.Max(needed, body.Length * 2));
        body.Span[..used].CopyTo(larger.Span);
        body.Dispose();
        return larger;
    }

    private Dictionary<string, StringValues>? Parse(ReadOnlySpan<byte> body)
    {
        var fields = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        var count = 0;
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (pair.IsEmpty) continue;
            if (++count > MaxFields) return null;
            var equals = pair.IndexOf((byte)'=');
            var name = Text(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? [] : pair[(equals + 1)..];
            if (name.StartsWith(SecretPrefix, StringComparison.Ordinal)) Keep(name, value);
            else fields[name] = StringValues.Concat(fields.GetValueOrDefault(name), Text(value));
        }
        return fields;
    }

    private void Keep(string name, ReadOnlySpan<byte> encoded)
    {
        using var decoded = new SecretBytes(encoded.Length);
        var secret = SecretBytes.Of(decoded.Span[..Decode(encoded, decoded.Span)]);
        if (_secrets.Remove(name, out var earlier)) earlier.Dispose();
        _secrets[name] = secret;
    }

    private static string Text(ReadOnlySpan<byte> encoded)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(encoded.Length);
        var text = Encoding.UTF8.GetString(buffer.AsSpan(0, Decode(encoded, buffer)));
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return text;
    }

    /// <summary>Undoes the encoding of forms (WHATWG URL, section 5.1): + is a space, %XX a byte; a wrong % stands for itself.</summary>
    private static int Decode(ReadOnlySpan<byte> encoded, Span<byte> destination)
    {
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            var b = encoded[i];
            if (b == '+') b = (byte)' ';
            else if (b == '%' && i + 2 < encoded.Length
                && char.IsAsciiHexDigit((char)encoded[i + 1]) && char.IsAsciiHexDigit((char)encoded[i + 2]))
            {
                b = (byte)(HexValue(encoded[i + 1]) << 4 | HexValue(encoded[i + 2]));
                i += 2;
            }
            destination[length++] = b;
        }
        return length;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
