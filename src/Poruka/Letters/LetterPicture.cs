using Poruka.Shell;
using SkiaSharp;

namespace Poruka.Letters;

/// <summary>
/// Pictures that somebody sent: decoded within a limit of pixels, turned as their camera says, made as large as a sheet needs, and
/// written anew without what the camera wrote beside (place, time, device).
/// </summary>
internal static class LetterPicture
{
    /// <summary>The most bytes of a picture that is looked at; a larger one is kept as it came.</summary>
    public const int MaxBytes = 24 << 20;

    /// <summary>The most pixels that are decoded: 160 MB at four bytes each.</summary>
    public const long MaxPixels = 40_000_000;

    /// <summary>The longer side of A4 at 300 dots an inch.</summary>
    private const int LongestSide = 3_508;

    private const int Quality = 82;

    /// <summary>The picture as JPEG; null where it can't be read, or is too large to be decoded, with the reason.</summary>
    public static Task<(byte[]? Picture, string Care)> Read(byte[] bytes, CancellationToken stop) => PictureDecoding.OneAtATime(() => Decode(bytes), stop);

    private static (byte[]? Picture, string Care) Decode(byte[] bytes)
    {
        using var stream = new SKMemoryStream(bytes);
        using var codec = SKCodec.Create(stream);
        if (codec is null || codec.Info.Width <= 0 || codec.Info.Height <= 0) return (null, LetterFiles.Unreadable);
        if ((long)codec.Info.Width * codec.Info.Height > MaxPixels) return (null, LetterFiles.ManyPixels);
        // Some formats can be decoded smaller; the others come whole.
        var scale = Math.Min(1f, LongestSide / (float)Math.Max(codec.Info.Width, codec.Info.Height));
        var size = codec.GetScaledDimensions(scale);
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) != SKCodecResult.Success) return (null, LetterFiles.Unreadable);
        bitmap.SetImmutable();
        using var image = SKImage.FromBitmap(bitmap);
        return (Drawn(image, codec.EncodedOrigin), "");
    }

    private static byte[] Drawn(SKImage image, SKEncodedOrigin origin)
    {
        var (width, height) = (image.Width, image.Height);
        var isTurned = PictureTurn.SwapsSides(origin);
        var scale = Math.Min(1f, LongestSide / (float)Math.Max(width, height));
        var target = new SKImageInfo(
            Math.Max(1, (int)((isTurned ? height : width) * scale)), Math.Max(1, (int)((isTurned ? width : height) * scale)), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(target);
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(scale);
        surface.Canvas.Concat(PictureTurn.Upright(origin, width, height));
        surface.Canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var drawn = surface.Snapshot();
        using var encoded = drawn.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return encoded.ToArray();
    }
}
