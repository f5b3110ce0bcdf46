using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>
/// Shows what the model sees at each sampling step and tells of the step, its longer side at most <paramref name="maxSide"/> pixels.
/// </summary>
public sealed class LivePreview(LatentPreviews previews, int maxSide)
{
    /// <summary>What a sampler calls after each step. Step numbers begin with 1.</summary>
    public Action<SamplerStep> Follow(NodeContext context, DiffusionModel model)
    {
        var render = context.Run.PreviewMethod == "none" ? null : Renderer(context, model);
        return step =>
        {
            if (render is not null)
                Show(context, render, step.Denoised.Slice(0), model.Latent.Factor);
            context.Progress(step.Step + 1, step.Total);
        };
    }

    /// <summary>A damaged decoder of previews costs the previews their beauty, and not the run.</summary>
    private Func<Tensor, Image> Renderer(NodeContext context, DiffusionModel model)
    {
        try
        {
            return previews.Of(model, context.Run.PreviewMethod, context.CancellationToken);
        }
        catch (EngineException e) when (e.Kind is EngineError.BadFile)
        {
            context.Warn($"Previews are rough: {e.Message}");
            return previews.Of(model, "latent2rgb", context.CancellationToken);
        }
    }

    private void Show(NodeContext context, Func<Tensor, Image> render, Tensor latent, int factor)
    {
        var image = render(latent);
        var picture = PreviewEncoder.Encode(image.Pixels, maxSide, finished: Math.Max(1, latent.Size(2) * factor / image.Height));
        context.Preview(picture.Bytes, picture.MimeType);
    }
}
