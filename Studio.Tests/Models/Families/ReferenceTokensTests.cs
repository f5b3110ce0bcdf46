using Studio.Engine.Models;
using Studio.Engine.Models.Families;
using Studio.Engine.Tensors;

namespace Studio.Tests.Models.Families;

/// <summary>Where the squares of pictures beside stand, and what is in them.</summary>
public sealed class ReferenceTokensTests
{
    private static readonly ReferenceLayout Flux = new(Channels: 1, Side: 2, Axes: 3);

    /// <summary>The first place of each of three pictures of 4 x 6, 2 x 8 and 6 x 2, made beside one of 8 x 8.</summary>
    [Theory]
    [InlineData(ReferencePlacement.Index, new[] { 1, 0, 0, 2, 0, 0, 3, 0, 0 })]
    [InlineData(ReferencePlacement.IndexWithoutNoise, new[] { 1, 0, 0, 2, 0, 0, 3, 0, 0 })]
    [InlineData(ReferencePlacement.Diagonal, new[] { 0, 4, 4, 0, 6, 7, 0, 7, 11 })]
    [InlineData(ReferencePlacement.Offset, new[] { 1, 0, 0, 1, 2, 0, 1, 0, 4 })]
    public void Places_OfEachPlacement_BeginWhereTheyShould(ReferencePlacement placement, int[] firsts)
    {
        Tensor[] latents = [new(1, 1, 4, 6), new(1, 1, 2, 8), new(1, 1, 6, 2)];
        var tokens = ReferenceTokens.Of(latents, Flux, placement, height: 8, width: 8);
        Assert.Equal([1, 6 + 4 + 3, 4], tokens.Squares.Shape.ToArray());
        var own = new[] { 0, 6, 10 }.SelectMany(at => tokens.Places.Slice(at).Span.ToArray().Select(place => (int)place));
        Assert.Equal(firsts, own);
    }

    [Fact]
    public void Squares_OfAnOddPicture_GoOnWithItsBeginning()
    {
        var latent = new Tensor(Enumerable.Range(0, 9).Select(i => (float)i).ToArray(), 1, 1, 3, 3);
        var tokens = ReferenceTokens.Of([latent], Flux with { IsCentred = true, Step = 10 }, ReferencePlacement.Index, 4, 4);
        Assert.Equal([0, 1, 3, 4, 2, 0, 5, 3, 6, 7, 0, 1, 8, 6, 2, 0], tokens.Squares.Span.ToArray());
        Assert.Equal([10, -1, -1, 10, -1, 0, 10, 0, -1, 10, 0, 0], tokens.Places.Span.ToArray());
    }

    [Fact]
    public void None_AreNoRows()
    {
        var tokens = ReferenceTokens.Of([], Flux, ReferencePlacement.Index, 4, 4);
        Assert.Equal([1, 0, 4], tokens.Squares.Shape.ToArray());
        Assert.Equal([0, 3], tokens.Places.Shape.ToArray());
    }

    [Fact]
    public void References_WithEqualLatents_AreEqual()
    {
        var latent = new Tensor(1, 1, 2, 2);
        Assert.Equal(References.None.With(latent), References.None.With(latent));
        Assert.NotEqual(References.None.With(latent), References.None.With(latent).With(ReferencePlacement.Offset));
    }
}
