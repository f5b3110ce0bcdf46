using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Nodes;

/// <summary>What a patch for control is to do to a model, as nodes ask for it.</summary>
internal sealed record PatchRequest(DiffusionModel Model, PatchModel Patch, VaeModel Vae, double Strength)
{
    public Image? Picture { get; init; }

    /// <summary>What is to be completed.</summary>
    public Image? Whole { get; init; }

    public Mask? Mask { get; init; }

    /// <summary>The model with the patch in it.</summary>
    /// <param name="warn">Told, in a sentence, what is left out.</param>
    /// <exception cref="EngineException">BadPrompt: something does not fit, or is missing.</exception>
    public DiffusionModel Apply(LatentCodec codec, Action<string> warn)
    {
        RequireFit();
        PatchHints hints = Patch.Recipe.Network switch
        {
            ZImageControl control => HintsOf(control, codec, warn),
            var control => HintsOf((QwenBlockControl)control, codec, warn),
        };
        return Model.With(new InnerControl(Patch.Recipe, Model.Patches.Count(patch => patch is InnerControl), hints, (float)Strength));
    }

    private ZImageHints HintsOf(ZImageControl control, LatentCodec codec, Action<string> warn)
    {
        if (Picture is null && (Whole is null || !control.KnowsInpainting))
            throw NoPicture(control.KnowsInpainting ? ", or one to complete to 'inpaint_image'" : "");
        if (!control.KnowsInpainting && (Whole is not null || Mask is not null))
            warn($"{Patch.Name} knows nothing of inpainting: inpaint_image and mask are left out.");
        return new ZImageHints(codec, Vae, control.KnowsInpainting)
        {
            Picture = Picture?.Pixels,
            Whole = Whole?.Pixels,
            Mask = Mask?.Values,
        };
    }

    private QwenPatchHints HintsOf(QwenBlockControl control, LatentCodec codec, Action<string> warn)
    {
        if (Picture is null)
            throw NoPicture("");
        if (Whole is not null || (Mask is not null && !control.ReadsMask))
            warn($"{Patch.Name} takes {(control.ReadsMask ? "its picture as 'image'" : "no mask")}: {(Whole is null ? "" : "inpaint_image ")}{(Mask is null || control.ReadsMask ? "" : "mask ")}left out.");
        return new QwenPatchHints(codec, Vae, control.ReadsMask) { Picture = Picture.Pixels, Mask = Mask?.Values };
    }

    private EngineException NoPicture(string or) => new(EngineError.BadPrompt,
        $"'{Patch.Name}' is shown no picture. Connect one to the input 'image'{or}.");

    private void RequireFit()
    {
        var model = Model.Network.Network;
        var fits = Patch.Recipe.Network switch
        {
            ZImageControl control => model is ZImageTransformer z && z.NoiseRefiners == ZImageControl.Refiners && z.Layers >= control.Layers
                && (z.Width, z.Heads, z.TimeWidth.Outer) == (control.Widths.Width, control.Widths.Heads, control.Widths.TimeWidth),
            var control => model is QwenImageTransformer qwen
                && (qwen.Width, qwen.Layers) == (((QwenBlockControl)control).Width, ((QwenBlockControl)control).Layers),
        };
        if (!fits)
            throw new EngineException(EngineError.BadPrompt,
                $"'{Patch.Name}' is a {Patch.Recipe.Source.Family.Name}, but the model '{Model.Network.Source.Name}' is {Model.Family.Name}. Connect a model that fits it, or use a ControlNet for {Model.Family.Name}.");
        if (Vae.Sizes.LatentChannels != Model.Latent.Channels || Vae.Factor != Model.Latent.Factor)
            throw new EngineException(EngineError.BadPrompt,
                $"'{Patch.Name}' reads latents of {Model.Latent.Channels} channels, and the VAE '{Vae.Source.Name}' makes {Vae.Sizes.LatentChannels}. Connect the VAE of {Model.Latent.Autoencoder}.");
    }
}
