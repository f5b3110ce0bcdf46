using Microsoft.Extensions.DependencyInjection;
using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Nodes;
using Studio.Engine.Nodes.Packs;
using Studio.Engine.Nodes.Packs.Efficiency;
using Studio.Tests.Support;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes.Packs;

/// <summary>Nodes that do several things give what the single nodes give.</summary>
public sealed class EfficientNodeTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Fact]
    public void EfficientLoader_Parts_AreThoseOfTheCheckpoint()
    {
        var checkpoint = fixture.Services.GetRequiredService<ModelPool>().LoadCheckpoint(DemoModel.Path, default);
        var loader = new EfficientLoader(fixture.Services.GetRequiredService<PartLoading>())
        {
            CkptName = "studio-demo.safetensors", VaeName = "Baked VAE", ClipSkip = -2, LoraName = "None", Positive = "a cat",
                Negative = "",
            EmptyLatentWidth = 64, EmptyLatentHeight = 48, BatchSize = 2,
        };

        var loaded = loader.Run(Context());

        Assert.Equal(checkpoint.Model, loaded.Model);
        Assert.Equal(checkpoint.Clip!.WithStopAtLayer(-2), loaded.Clip);
        Assert.Equal([2, 4, 6, 8], loaded.Latent.Samples.Shape.ToArray());
        var alone = new ClipTextEncode(fixture.Services.GetRequiredService<TextEncoding>(),
            fixture.Services.GetRequiredService<IModelFiles>())
        {
            Clip = loaded.Clip, Text = "a cat",
        }.Run(Context());
        AssertSame(alone.Entries[0].Embedding, loaded.Conditioning.Entries[0].Embedding);
        Assert.Contains("studio-demo", loader.Fingerprint(), StringComparison.Ordinal);
    }

    [Fact]
    public void Scripts_AreRefusedInWords() =>
        Assert.Contains("Scripts", Assert.Throws<EngineException>(() => Scripts.Refuse(new Bundle([]))).Message, StringComparison.Ordinal);
}
