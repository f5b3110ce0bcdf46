using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Runtime;

namespace Studio.Tests.Models;

public sealed class MemoryPlanTests
{
    private const long Gib = 1L << 30;

    /// <summary>Stable Diffusion 1.5's UNet in fp16 is 1.6 GiB, its autoencoder's decoder 0.1.</summary>
    [Theory]
    [InlineData(nameof(NetworkKind.Denoiser), 32, MemoryPolicy.Low)]
    [InlineData(nameof(NetworkKind.Denoiser), 7, MemoryPolicy.Low)]
    [InlineData(nameof(NetworkKind.Denoiser), 6, MemoryPolicy.KeepHalf)]
    [InlineData(nameof(NetworkKind.Denoiser), 0, MemoryPolicy.KeepHalf)]
    [InlineData(nameof(NetworkKind.Text), 64, MemoryPolicy.Low)]
    [InlineData(nameof(NetworkKind.Autoencoder), 1024, MemoryPolicy.Low)]
    [InlineData(nameof(NetworkKind.Text), 6, MemoryPolicy.KeepHalf)]
    public void Choose_Auto_TakesWhatLeavesRoom(string kind, int freeGib, MemoryPolicy expected) =>
        Assert.Equal(expected, MemoryPlan.Choose(MemoryMode.Auto, Enum.Parse<NetworkKind>(kind), Bytes, freeGib * Gib));

    [Theory]
    [InlineData(MemoryMode.Low, nameof(NetworkKind.Denoiser), MemoryPolicy.KeepHalf)]
    [InlineData(MemoryMode.Low, nameof(NetworkKind.Autoencoder), MemoryPolicy.KeepHalf)]
    [InlineData(MemoryMode.Balanced, nameof(NetworkKind.Denoiser), MemoryPolicy.Low)]
    [InlineData(MemoryMode.Balanced, nameof(NetworkKind.Text), MemoryPolicy.Balanced)]
    [InlineData(MemoryMode.Balanced, nameof(NetworkKind.Autoencoder), MemoryPolicy.Speed)]
    [InlineData(MemoryMode.Speed, nameof(NetworkKind.Denoiser), MemoryPolicy.Speed)]
    [InlineData(MemoryMode.Speed, nameof(NetworkKind.Text), MemoryPolicy.Speed)]
    public void Choose_Named_TakesItHoweverLittleIsFree(MemoryMode mode, string kind, MemoryPolicy expected) =>
        Assert.Equal(expected, MemoryPlan.Choose(mode, Enum.Parse<NetworkKind>(kind), Bytes, free: 0));

    [Fact]
    public void EvictionRank_ForADenoiser_OtherDenoisersThenTextEncodersGo()
    {
        Assert.Equal([NetworkKind.Denoiser, NetworkKind.Text, NetworkKind.Autoencoder], Order(NetworkKind.Denoiser));
        Assert.Equal([NetworkKind.Text, NetworkKind.Autoencoder, NetworkKind.Denoiser], Order(NetworkKind.Text));
        Assert.Equal([NetworkKind.Text, NetworkKind.Autoencoder, NetworkKind.Denoiser], Order(wanted: null));
    }

    private static IEnumerable<NetworkKind> Order(NetworkKind? wanted) =>
        Enum.GetValues<NetworkKind>().OrderBy(kind => MemoryPlan.EvictionRank(kind, wanted));

    private static long Bytes(MemoryPolicy policy) => policy switch
    {
        MemoryPolicy.KeepHalf => 16 * Gib / 10,
        _ => MemoryPlan.Copies(policy) * 32 * Gib / 10,
    };
}
