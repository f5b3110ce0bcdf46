using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// Pictures to latents or back, on an autoencoder half that the caller keeps in memory. Pictures go through one by one: a batch would only
/// take more memory.
/// </summary>
internal sealed class AutoencoderRun(NetworkLease network, AutoencoderSizes sizes, ModelPoolOptions options,
    CancellationToken cancellationToken)
{
    private const int DefaultTile = 512;
    private const int DefaultOverlap = 64;

    /// <exception cref="EngineException">BadPrompt: the latent is of another family.</exception>
    public static void RequireChannels(Tensor samples, AutoencoderSizes sizes)
    {
        if (samples.Rank != 4 || samples.Size(1) != sizes.LatentChannels)
            throw new EngineException(EngineError.BadPrompt,
                $"The latent is {samples}, but this VAE takes {sizes.LatentChannels} channels. Use the VAE of the model that made it.");
    }

    /// <summary>Makes 0 of what is no number; whether there was any.</summary>
    public static bool ClearNotFinite(Tensor pixels)
    {
        if (pixels.AreFinite())
            return false;
        foreach (ref var value in pixels.Span)
            value = float.IsFinite(value) ? value : 0;
        return true;
    }

    public Tensor Decode(Tensor samples) => MustTile(samples.Size(2) * sizes.Factor, samples.Size(3) * sizes.Factor)
        ? DecodeTiled(samples, DefaultTile, DefaultOverlap)
        : Decode(samples, latent => DecodeTile(latent));

    public Tensor DecodeTiled(Tensor samples, int tileSize, int overlap)
    {
        var tiles = new TileGrid(Latent(tileSize), Latent(FittingOverlap(tileSize, overlap)), sizes.Factor, 1);
        return Decode(samples, latent => tiles.Map(latent, 3, DecodeTile));
    }

    public Tensor Encode(Tensor pixels) => MustTile(pixels.Size(1), pixels.Size(2))
        ? EncodeTiled(pixels, DefaultTile, DefaultOverlap)
        : Encode(pixels, EncodeTile);

    public Tensor EncodeTiled(Tensor pixels, int tileSize, int overlap)
    {
        var tile = Latent(tileSize) * sizes.Factor;
        var tiles = new TileGrid(tile, Latent(FittingOverlap(tileSize, overlap)) * sizes.Factor, 1, sizes.Factor);
        return Encode(pixels, picture => tiles.Map(picture, sizes.LatentChannels, EncodeTile));
    }

    /// <summary>
    /// Twice the widest layer at full size, in and out of a convolution, is what the fully sized levels hold at their worst.
    /// </summary>
    private bool MustTile(int height, int width)
    {
        const int buffers = 5;
        var widest = sizes.Channels * sizes.ChannelMult[Math.Min(1, sizes.ChannelMult.Count - 1)];
        return (long)height * width * widest * sizeof(float) * buffers > options.PictureMemory;
    }

    private int Latent(int pixels) => Math.Max(1, pixels / sizes.Factor);

    private static int FittingOverlap(int tileSize, int overlap) => Math.Min(overlap, tileSize / 4);

    private Tensor Decode(Tensor samples, Func<Tensor, Tensor> decode)
    {
        WorkMemory.RequireForDecoding(samples, sizes.Factor, options);
        var pictures = new Tensor[samples.Size(0)];
        for (var i = 0; i < pictures.Length; i++)
            pictures[i] = ToPixels(decode(samples.Slice(i)));
        return Tensor.Stack(pictures);
    }

    private Tensor Encode(Tensor pixels, Func<Tensor, Tensor> encode)
    {
        var latents = new Tensor[pixels.Size(0)];
        for (var i = 0; i < latents.Length; i++)
            latents[i] = encode(ToPlanes(pixels.Slice(i)));
        return Tensor.Stack(latents);
    }

    private Tensor DecodeTile(Tensor latent) =>
        network.Session.Run([NamedInput.Of("latent_sample", latent)], ["sample"], cancellationToken)[0];

    /// <summary>The mean: the first half of the parameters. An export may give it alone, under a name of its own.</summary>
    private Tensor EncodeTile(Tensor picture)
    {
        var output = network.Session.Run([NamedInput.Of("sample", picture)], [network.Session.Outputs[0].Name], cancellationToken)[0];
        if (output.Size(1) == sizes.LatentChannels)
            return output;
        var (height, width) = (output.Size(2), output.Size(3));
        return new Tensor(output.Memory[..(sizes.LatentChannels * height * width)], 1, sizes.LatentChannels, height, width);
    }

    /// <summary>[1,3,H,W] in -1..1 to [1,H,W,3] in 0..1, where infinity becomes NaN.</summary>
    private static Tensor ToPixels(Tensor planes)
    {
        var (height, width) = (planes.Size(2), planes.Size(3));
        var pixels = new Tensor(1, height, width, 3);
        var source = planes.Span;
        var target = pixels.Span;
        var area = height * width;
        for (var i = 0; i < area; i++)
        {
            for (var c = 0; c < 3; c++)
            {
                var value = source[(c * area) + i];
                target[(i * 3) + c] = float.IsFinite(value) ? Math.Clamp((value + 1) / 2, 0, 1) : float.NaN;
            }
        }
        return pixels;
    }

    /// <summary>[1,H,W,3 or 4] in 0..1 to [1,3,H',W'] in -1..1, cut around the centre to multiples of the factor.</summary>
    private Tensor ToPlanes(Tensor pixels)
    {
        var (height, width, channels) = (pixels.Size(1), pixels.Size(2), pixels.Size(3));
        var (newHeight, newWidth) = (height / sizes.Factor * sizes.Factor, width / sizes.Factor * sizes.Factor);
        if (newHeight == 0 || newWidth == 0 || channels < 3)
            throw new EngineException(EngineError.BadPrompt,
                $"A picture of {width}x{height} pixels with {channels} channels cannot be encoded: it needs {sizes.Factor}x{sizes.Factor} pixels and 3 channels at least.");
        var (top, left) = (height % sizes.Factor / 2, width % sizes.Factor / 2);
        var planes = new Tensor(1, 3, newHeight, newWidth);
        var source = pixels.Span;
        var target = planes.Span;
        for (var c = 0; c < 3; c++)
        {
            for (var y = 0; y < newHeight; y++)
            {
                var from = ((((top + y) * width) + left) * channels) + c;
                var row = target.Slice(((c * newHeight) + y) * newWidth, newWidth);
                for (var x = 0; x < newWidth; x++)
                    row[x] = (source[from + (x * channels)] * 2) - 1;
            }
        }
        return planes;
    }
}
