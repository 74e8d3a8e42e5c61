using Poruka.Shell;
using SkiaSharp;

namespace Poruka.Publishing;

/// <summary>What is wrong with a picture.</summary>
public enum PictureFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is no JPEG, PNG or WebP, or is broken.</summary>
    NoPicture,

    /// <summary>It has more pixels than we decode.</summary>
    TooLarge,
}

/// <summary>
/// A picture as it may be shown: decoded and written anew as JPEG, upright, so that nothing is left of what a camera notes
/// (place, time, device, the thumbnail from before it was cut).
/// </summary>
/// <param name="Jpeg">Its bytes.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record CleanPicture(byte[] Jpeg, int Width, int Height)
{
    /// <summary>The most bytes of a file that we look at.</summary>
    public const int MaxBytes = 20 << 20;

    /// <summary>The longer side of what we write, in pixels: sharp on every screen, and no more.</summary>
    public const int LongerSide = 1_600;

    // What is decoded at once takes four bytes a pixel; a JPEG is made smaller while it is decoded.
    private const long MaxDecoded = 24_000_000, MaxStated = 100_000_000;
    private const int Quality = 82;

    /// <summary>Decodes a picture within limits, and writes it anew.</summary>
    public static PictureFault TryMake(byte[] bytes, out CleanPicture? picture)
    {
        picture = null;
        if (bytes.Length > MaxBytes) return PictureFault.TooLarge;
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Webp)) return PictureFault.NoPicture;
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width < 1 || height < 1) return PictureFault.NoPicture;
        if ((long)width * height > MaxStated) return PictureFault.TooLarge;
        var scale = Math.Min(1f, (float)LongerSide / Math.Max(width, height));
        // Never smaller than wanted, where the format can be decoded smaller; else as it is.
        var size = scale < 1 ? codec.GetScaledDimensions(scale) : new SKSizeI(width, height);
        if ((long)size.Width * size.Height > MaxDecoded) return PictureFault.TooLarge;
        using var decoded = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb()));
        if (decoded.Info.BytesSize == 0 || codec.GetPixels(decoded.Info, decoded.GetPixels()) != SKCodecResult.Success) return PictureFault.NoPicture;
        var turned = codec.EncodedOrigin;
        var swaps = PictureTurn.SwapsSides(turned);
        var fit = Math.Min(1f, (float)LongerSide / Math.Max(size.Width, size.Height));
        var (w, h) = (Math.Max(1, (int)Math.Round(size.Width * fit)), Math.Max(1, (int)Math.Round(size.Height * fit)));
        using var surface = SKSurface.Create(new SKImageInfo(swaps ? h : w, swaps ? w : h, SKColorType.Rgba8888, SKAlphaType.Opaque));
        if (surface is null) return PictureFault.TooLarge;
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Concat(PictureTurn.Upright(turned, w, h));
        using (var image = SKImage.FromBitmap(decoded))
            surface.Canvas.DrawImage(image, new SKRect(0, 0, w, h), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var drawn = surface.Snapshot();
        using var jpeg = drawn.Encode(SKEncodedImageFormat.Jpeg, Quality);
        picture = new CleanPicture(jpeg.ToArray(), drawn.Width, drawn.Height);
        return PictureFault.None;
    }

    /// <summary>A small picture with its transparency, as PNG: a group's sign.</summary>
    public static PictureFault TryMakeSign(byte[] bytes, out byte[]? png)
    {
        const int Side = 256;
        png = null;
        if (bytes.Length > MaxBytes) return PictureFault.TooLarge;
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Webp)) return PictureFault.NoPicture;
        if ((long)codec.Info.Width * codec.Info.Height > MaxDecoded) return PictureFault.TooLarge;
        using var decoded = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (codec.GetPixels(decoded.Info, decoded.GetPixels()) != SKCodecResult.Success) return PictureFault.NoPicture;
        using var surface = SKSurface.Create(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.Transparent);
        var fit = (float)Side / Math.Max(decoded.Width, decoded.Height);
        var (w, h) = (decoded.Width * fit, decoded.Height * fit);
        using (var image = SKImage.FromBitmap(decoded))
            surface.Canvas.DrawImage(image, SKRect.Create((Side - w) / 2, (Side - h) / 2, w, h), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var drawn = surface.Snapshot();
        using var encoded = drawn.Encode(SKEncodedImageFormat.Png, 100);
        png = encoded.ToArray();
        return PictureFault.None;
    }
}
