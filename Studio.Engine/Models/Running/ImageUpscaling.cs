using Studio.Engine.Imaging;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>
/// Pictures through upscalers, in tiles that share pixels with their neighbours and are blended there, as ComfyUI does it: so memory does
/// not grow with the picture, and no seam shows.
/// </summary>
public sealed class ImageUpscaling(ModelPool pool)
{
    private const int UsualTile = 512;
    private const int LeastTile = 128;
    private const int Overlap = 32;
    private const int Colours = 3;

    /// <summary>
    /// Pictures [B,H,W,3 or 4] in 0..1 to [B,H * scale,W * scale,the same]. Transparency is enlarged without the network.
    /// </summary>
    /// <param name="progress">Told how many tiles of how many are done; it begins anew when memory asks for smaller tiles.</param>
    /// <param name="warn">Told, in a sentence, when what the network gave are no numbers; the picture is black there.</param>
    /// <exception cref="EngineException">The result does not fit into memory, or not even small tiles do (OutOfMemory); the file is gone
    /// (BadFile).</exception>
    public Tensor Upscale(UpscaleModel model, Tensor pixels, Action<int, int> progress, Action<string> warn,
        CancellationToken cancellationToken)
    {
        WorkMemory.RequireForUpscaling(pixels, model.Scale, pool.Options);
        using var lease = pool.Lease(model.Recipe, cancellationToken);
        var run = new UpscaleRun(lease, model.Network, cancellationToken);
        var result = new Tensor(pixels.Size(0), pixels.Size(1) * model.Scale, pixels.Size(2) * model.Scale, pixels.Size(3));
        WithFittingTiles(FirstTile(model.Network, pixels),
            tile => Upscale(run, new TileGrid(tile, Overlap, model.Scale, 1), pixels, result, progress));
        if (pixels.Size(3) > Colours)
            AddTransparency(pixels, result);
        if (AutoencoderRun.ClearNotFinite(result))
            warn($"The upscaler {model.Recipe.Source.Name} gave numbers that are not finite (NaN or infinity); the picture is black there. Use a file of it in float32.");
        return result;
    }

    /// <summary>Does work with tiles of a size, and again with half of it as long as memory runs out and that is worth it.</summary>
    internal static void WithFittingTiles(int first, Action<int> work)
    {
        for (var tile = first; ; tile /= 2)
        {
            try
            {
                work(tile);
                return;
            }
            catch (EngineException failure) when (failure.Kind is EngineError.OutOfMemory && tile / 2 >= LeastTile)
            {
                // what the smaller tiles do, they do anew
            }
        }
    }

    /// <summary>The usual tile, or a smaller one where that would take more than a picture may.</summary>
    private int FirstTile(UpscaleNetwork network, Tensor pixels)
    {
        var (tile, options) = (UsualTile, pool.Options);
        double Area() => (double)Math.Min(tile, pixels.Size(1)) * Math.Min(tile, pixels.Size(2));
        bool IsTooLarge() => sizeof(float) * network.WorkNumbers(1, Area(), options.PlainAttention) > options.PictureMemory;
        while (options.Session.Provider is ExecutionProvider.Cpu && tile > LeastTile && IsTooLarge())
            tile /= 2;
        return tile;
    }

    private static void Upscale(UpscaleRun run, TileGrid tiles, Tensor pixels, Tensor result, Action<int, int> progress)
    {
        var (done, total) = (0, pixels.Size(0) * tiles.Count(pixels.Size(1), pixels.Size(2)));
        for (var i = 0; i < pixels.Size(0); i++)
        {
            var planes = tiles.MapOnce(ToPlanes(pixels.Slice(i)), Colours, tile =>
            {
                var output = run.Upscale(tile);
                TensorPrimitives.Clamp(output.Span, 0f, 1f, output.Span);
                progress(++done, total);
                return output;
            });
            Fill(result.Slice(i), planes);
        }
    }

    /// <summary>[1,H,W,3 or 4] to [1,3,H,W].</summary>
    private static Tensor ToPlanes(Tensor pixels)
    {
        var planes = new Tensor(1, Colours, pixels.Size(1), pixels.Size(2));
        var (area, channels) = (pixels.Size(1) * pixels.Size(2), pixels.Size(3));
        for (var channel = 0; channel < Colours; channel++)
        {
            var plane = planes.Span.Slice(channel * area, area);
            for (var i = 0; i < area; i++)
                plane[i] = pixels.Span[(i * channels) + channel];
        }
        return planes;
    }

    /// <summary>[1,3,H,W] into the colours of [1,H,W,3 or 4].</summary>
    private static void Fill(Tensor pixels, Tensor planes)
    {
        var (area, channels) = (pixels.Size(1) * pixels.Size(2), pixels.Size(3));
        for (var channel = 0; channel < planes.Size(1); channel++)
        {
            var plane = planes.Span.Slice(channel * area, area);
            for (var i = 0; i < area; i++)
                pixels.Span[(i * channels) + channel] = plane[i];
        }
    }

    private static void AddTransparency(Tensor pixels, Tensor result)
    {
        var enlarged = ImageResize.Resize(pixels, result.Size(2), result.Size(1), "bilinear");
        for (var i = Colours; i < result.Length; i += result.Size(3))
            result.Span[i] = enlarged.Span[i];
    }
}
