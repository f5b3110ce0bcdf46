using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>What a control network for latents reads of a picture.</summary>
/// <param name="Format">The space of its latents.</param>
/// <param name="HasMask">Whether it also reads, as one channel more, where the picture is to stay (1) and where not (0).</param>
internal sealed record HintLatents(LatentFormat Format, bool HasMask)
{
    /// <summary>Refuses an autoencoder that is none or of another kind.</summary>
    /// <param name="name">The control network's.</param>
    /// <exception cref="EngineException">BadPrompt: it is that.</exception>
    public void RequireFit(VaeModel? vae, string name)
    {
        if (vae is null)
            throw new EngineException(EngineError.BadPrompt,
                $"The ControlNet '{name}' reads latents and no pictures. Connect the model's VAE to the input 'vae' of ControlNetApplyAdvanced; ControlNetApply has none.");
        if (vae.Sizes.LatentChannels != Format.Channels || vae.Factor != Format.Factor)
            throw new EngineException(EngineError.BadPrompt,
                $"The ControlNet '{name}' reads latents of {Format.Channels} channels, and the VAE '{vae.Source.Name}' makes {vae.Sizes.LatentChannels}. Connect the VAE of {Format.Autoencoder}.");
    }

    /// <summary>[B,C,h,w] with the mask behind it.</summary>
    /// <param name="encode">Pictures [B,H,W,3] to what the autoencoder makes of them.</param>
    public Tensor Of(ControlHint hint, int height, int width, Func<Tensor, Tensor> encode)
    {
        var latents = Format.ToModel(encode(Fitted(hint.Pixels, height * Format.Factor, width * Format.Factor)));
        if (!HasMask)
            return latents;
        var keep = hint.Keep is { } mask
            ? Fitted(mask.Reshape(mask.Length / (mask.Size(-2) * mask.Size(-1)), mask.Size(-2), mask.Size(-1), 1), height, width)
            : null;
        var (rows, plane) = (latents.Size(0), height * width);
        var joined = new Tensor(rows, Format.Channels + 1, height, width);
        for (var row = 0; row < rows; row++)
        {
            var target = joined.Slice(row).Span;
            latents.Slice(row).Span.CopyTo(target);
            if (keep is null)
                target[(Format.Channels * plane)..].Fill(1);
            else
                keep.Slice(row % keep.Size(0)).Span.CopyTo(target[(Format.Channels * plane)..]);
        }
        return joined;
    }

    /// <summary>The middle part, of the shape asked for, of pixels [B,H,W,C], from the nearest of them [B,rows,columns,C].</summary>
    public static Tensor Fitted(Tensor pixels, int rows, int columns) =>
        Resample.Pixels(Resample.CropPixels(pixels, columns, rows), columns, rows, ResampleMethod.NearestExact);
}
