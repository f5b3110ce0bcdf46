namespace Studio.Engine.Models;

/// <summary>
/// A network that predicts from a noisy latent, whatever it is drawn like. In: sample [B,C,h,w] and timestep [1 or B], and what its family
/// tells it of the conditioning. Out: out_sample [B,C,h,w].
/// </summary>
/// <param name="InChannels">Those of the latent, and behind them those of what it sees beside the noise.</param>
/// <param name="OutChannels">Those of the latent.</param>
internal abstract record DenoiserNetwork(string Prefix, int InChannels, int OutChannels) : Network(NetworkRole.Denoiser, Prefix)
{
    public const string SampleInput = "sample";
    public const string TimestepInput = "timestep";
    public const string Result = "out_sample";

    /// <summary>How many channels it sees beside the latent's.</summary>
    public int ChannelsBeside => InChannels - OutChannels;
}
