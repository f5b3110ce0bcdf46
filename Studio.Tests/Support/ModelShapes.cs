namespace Studio.Tests.Support;

/// <summary>The sizes of a checkpoint in the Stable Diffusion 1.x layout, as tests write such files.</summary>
internal sealed record ModelShapes(UNetShape UNet, ClipTextShape Text, AutoencoderShape Autoencoder);

/// <param name="ChannelMult">Per level, as a multiple of <paramref name="ModelChannels"/>.</param>
/// <param name="ResBlocks">Per level of the way down.</param>
/// <param name="TransformerDepth">Per level; 0 is none.</param>
internal sealed record UNetShape(string Prefix, int InChannels, int OutChannels, int ModelChannels, IReadOnlyList<int> ChannelMult,
    IReadOnlyList<int> ResBlocks, IReadOnlyList<int> TransformerDepth, int MiddleDepth, int Heads, int ContextWidth);

internal sealed record ClipTextShape(string Prefix, int Width, int Layers, int Heads, int MlpWidth, int Length, int Vocabulary);

internal sealed record AutoencoderShape(string Prefix, int Channels, IReadOnlyList<int> ChannelMult, int EncoderBlocks, int DecoderBlocks,
    int LatentChannels, bool QuantConv);
