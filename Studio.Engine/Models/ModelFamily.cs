namespace Studio.Engine.Models;

/// <summary>What a network predicts, given a noisy x (Ho et al. 2020; Salimans and Ho 2022).</summary>
public enum Prediction
{
    /// <summary>The noise.</summary>
    Epsilon,

    /// <summary>alpha * noise - sigma * x0.</summary>
    Velocity,
}

/// <summary>
/// A model's kind and every size of it. All of them are read from the tensors' shapes, so that a full Stable Diffusion 1.5 and
/// a model of a few megabytes in the same layout go the same way.
/// </summary>
/// <param name="Name">"SD 1.x", for people.</param>
/// <param name="LatentScale">What the autoencoder's latent is multiplied by before the UNet sees it (0.18215 for SD 1.x).</param>
/// <param name="UNet">Null in a file that holds no denoiser; so with the other networks.</param>
public sealed record ModelFamily(string Name, Prediction Prediction, float LatentScale, UNetShape? UNet, ClipTextShape? Text,
    AutoencoderShape? Autoencoder)
{
    /// <summary>Whether it was trained down to no signal at all at the last step (Lin et al. 2023, arXiv:2305.08891).</summary>
    public bool ZeroTerminalSnr { get; init; }
}

/// <summary>The denoiser's sizes, in the words of the latent diffusion code.</summary>
/// <param name="Prefix">What its tensors' names begin with, up to and including the dot.</param>
/// <param name="ChannelMult">Per level: its channels as a multiple of <paramref name="ModelChannels"/>.</param>
/// <param name="ResBlocks">Per level: how many residual blocks the way down has (the way up has one more).</param>
/// <param name="TransformerDepth">Per level: transformer blocks after each residual block; 0 is none.</param>
/// <param name="Heads">Attention heads of every transformer.</param>
/// <param name="ContextWidth">Width of the text embedding.</param>
public sealed record UNetShape(
    string Prefix,
    int InChannels,
    int OutChannels,
    int ModelChannels,
    IReadOnlyList<int> ChannelMult,
    IReadOnlyList<int> ResBlocks,
    IReadOnlyList<int> TransformerDepth,
    int MiddleDepth,
    int Heads,
    int ContextWidth);

/// <summary>The CLIP text encoder's sizes.</summary>
/// <param name="Length">Positions in a chunk, 77.</param>
public sealed record ClipTextShape(string Prefix, int Width, int Layers, int Heads, int MlpWidth, int Length, int Vocabulary);

/// <summary>The autoencoder's sizes. <paramref name="ChannelMult"/> is per level; each level but one halves the picture.</summary>
/// <param name="EncoderBlocks">Residual blocks per encoder level; 0 when the file has no encoder.</param>
/// <param name="DecoderBlocks">Residual blocks per decoder level.</param>
/// <param name="QuantConv">Whether a 1x1 convolution stands between the networks and the latent.</param>
public sealed record AutoencoderShape(string Prefix, int Channels, IReadOnlyList<int> ChannelMult, int EncoderBlocks, int DecoderBlocks,
    int LatentChannels, bool QuantConv)
{
    /// <summary>How many picture pixels a latent pixel stands for along one side, 8 for SD.</summary>
    public int Factor => 1 << (ChannelMult.Count - 1);
}
