using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.UltimateUpscale;

/// <summary>What the pack's classes ask for alike.</summary>
internal sealed record RedrawRequest(KSampler Sampler, VaeModel Vae)
{
    public required string Order { get; init; }

    public required int TileWidth { get; init; }

    public required int TileHeight { get; init; }

    public required int MaskBlur { get; init; }

    public required int Padding { get; init; }

    public required string Seams { get; init; }

    public required bool Uniform { get; init; }

    public required bool DecodesTiled { get; init; }

    public required int AtOnce { get; init; }
}

/// <summary>Enlarges pictures and paints them anew in tiles.</summary>
public sealed class CanvasRedraw(LatentSampling sampling, LivePreview preview, SamplerCatalog samplers, ScheduleCatalog schedules,
    LatentCodec codec, ImageUpscaling upscaling)
{
    private const int Multiple = 8;

    internal KSampler Sampler(DiffusionModel model, Conditioning positive, Conditioning negative, ulong seed, int steps, double cfg,
        string samplerName, string scheduler, double denoise) => new(sampling, preview, samplers, schedules)
        {
            Model = model, Positive = positive, Negative = negative, Seed = seed, Steps = steps, Cfg = cfg, SamplerName = samplerName,
            Scheduler = scheduler, Denoise = denoise, LatentImage = new Latent(new Tensor(1, model.LatentChannels, 1, 1)),
        };

    /// <summary>Enlarged by the network as often as it takes, and brought to the size asked for.</summary>
    internal Image Enlarged(Image image, double factor, UpscaleModel? model, NodeContext context)
    {
        int Side(int side) => Math.Max(Multiple, (int)Math.Round(side * factor / Multiple) * Multiple);
        var (width, height) = (Side(image.Width), Side(image.Height));
        var pixels = Mixing.WithChannels(image.Pixels, 3);
        while (model is { Scale: > 1 } && (pixels.Size(2) < width || pixels.Size(1) < height))
            pixels = upscaling.Upscale(model, pixels, context.Progress, context.Warn, context.CancellationToken);
        return new Image(LanczosResize.Resize(pixels, width, height));
    }

    /// <exception cref="EngineException">Seams are to be mended, which is not done here (Unsupported).</exception>
    internal Image Redrawn(Image image, RedrawRequest request, NodeContext context)
    {
        if (request.Seams != UltimatePack.NoSeams)
            throw new EngineException(EngineError.Unsupported,
                $"seam_fix_mode '{request.Seams}' is not done here. Choose None, with a tile_padding and mask_blur that hide the seams.");
        var plan = new TilePlan(image.Width, image.Height, request.TileWidth, request.TileHeight, request.Padding, request.Uniform);
        var redraw = new TileRedraw(codec, request.Vae, request.DecodesTiled, request.MaskBlur,
            (positive, negative, latent) => Sampled(request.Sampler, positive, negative, latent, context), context.Warn,
            context.CancellationToken);
        var pictures = Enumerable.Range(0, image.Count).Select(index =>
        {
            var canvas = RgbImage.FromTensor(Mixing.WithChannels(image.Pixels, 3).Slice(index)).ToTensor();
            foreach (var tiles in plan.Tiles(request.Order).Chunk(request.Uniform ? request.AtOnce : 1))
                canvas = redraw.Paint(canvas, tiles, request.Sampler.Positive, request.Sampler.Negative);
            return canvas;
        });
        return new Image(Tensor.Stack([.. pictures]));
    }

    private Latent Sampled(KSampler asked, Conditioning positive, Conditioning negative, Latent latent, NodeContext context) =>
        new KSampler(sampling, preview, samplers, schedules)
        {
            Model = asked.Model, Positive = positive, Negative = negative, Seed = asked.Seed, Steps = asked.Steps, Cfg = asked.Cfg,
            SamplerName = asked.SamplerName, Scheduler = asked.Scheduler, Denoise = asked.Denoise, LatentImage = latent,
        }.Run(context);
}
