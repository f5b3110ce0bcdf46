using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Nodes;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Nodes;

/// <summary>What ControlNets that are told where to paint anew are given.</summary>
public sealed class MaskedControlTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>
{
    [Fact]
    public void Apply_WithAMask_BlackensThePictureAndKeepsTheMaskSoft()
    {
        var hint = Apply("inpaint");

        Assert.Equal([0.8f, 0.8f, 0, 0.8f], Enumerable.Range(0, 4).Select(i => hint.Pixels.Span[i * 3]));
        Assert.Equal([1, 0.75f, 0.25f, 0.5f + 0.125f], hint.Keep!.Span.ToArray());
        Assert.NotNull(hint.Vae);
    }

    [Fact]
    public void Apply_ToOneThatIsToldNothing_LeavesThePictureWhole()
    {
        var hint = Apply("union");

        Assert.All(hint.Pixels.Span.ToArray(), number => Assert.Equal(0.8f, number));
        Assert.Null(hint.Keep);
    }

    private ControlHint Apply(string file)
    {
        var pixels = new Tensor(1, 2, 2, 3);
        pixels.Span.Fill(0.8f);
        var vae = shared.Pool.LoadCheckpoint(FamilyGolden.Of("flux_dev").Path, CancellationToken.None).Vae!;
        var text = new Conditioning([new ConditioningEntry(new Tensor(1, 1, 128))]);
        var node = new ControlNetInpaintingAliMamaApply
        {
            Positive = text,
            Negative = text,
            ControlNet = shared.Pool.LoadControl(FamilyGolden.Of("controlnet_flux").File(file), CancellationToken.None),
            Vae = vae,
            Image = new Image(pixels),
            Mask = new Mask(new Tensor(new[] { 0, 0.25f, 0.75f, 0.375f }, 1, 2, 2)),
        };
        var result = node.Run(NodeRuns.Context());
        return Assert.Single(result.Negative.Entries[0].Controls.All);
    }
}
