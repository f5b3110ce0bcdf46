namespace Studio.Engine.Models;

/// <summary>
/// A network that predicts from a noisy latent, whatever it is drawn like. In: sample [B,C,h,w] and timestep [1 or B], and what its family
/// tells it of the conditioning. Out: out_sample [B,C,h,w].
/// </summary>
/// <param name="InChannels">Those of the latent, and behind them those of what it sees beside the noise.</param>
/// <param name="OutChannels">Those of the latent.</param>
/// <param name="ContextWidth">Width of the text's tokens.</param>
public abstract record DenoiserNetwork(string Prefix, int InChannels, int OutChannels, int ContextWidth)
    : Network(NetworkRole.Denoiser, Prefix)
{
    public const string SampleInput = "sample";
    public const string TimestepInput = "timestep";
    public const string ContextInput = "encoder_hidden_states";
    public const string Result = "out_sample";

    /// <summary>How many channels it sees beside the latent's.</summary>
    public int ChannelsBeside => InChannels - OutChannels;

    /// <summary>
    /// The network as these pieces of conditioning need it: the same weights with more or other arithmetic. Usually itself.
    /// </summary>
    public virtual DenoiserNetwork For(IEnumerable<ConditioningEntry> entries) => this;

    /// <summary>What it sees there.</summary>
    public virtual BesideLayout LayoutBeside => ChannelsBeside == OutChannels + 1 ? BesideLayout.MaskThenPicture : BesideLayout.Picture;

    /// <summary>Its own names, as kohya's trainer and ComfyUI write them; what else trainers use is for the network to say.</summary>
    public override IEnumerable<LoraName> LoraNames(IEnumerable<string> layers, int place) =>
        layers.SelectMany(layer => NativeNames(layer));

    /// <summary>The names that need no other layout than the network's own.</summary>
    protected static IEnumerable<LoraName> NativeNames(string layer) =>
        [new("diffusion_model." + layer, layer), new("lora_unet_" + layer.Replace('.', '_'), layer)];
}
