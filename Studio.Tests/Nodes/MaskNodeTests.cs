using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Engine.Nodes;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes;

public sealed class MaskNodeTests
{
    [Fact]
    public void Masks_AndPictures_TurnIntoEachOther()
    {
        var mask = new Mask(Values([1, 1, 2], 0.25f, 1));

        AssertSame(Values([1, 1, 2, 3], 0.25f, 0.25f, 0.25f, 1, 1, 1), new MaskToImage { Mask = mask }.Run(Context()).Pixels);
        AssertSame(Values([1, 1, 2], 1, 4), new ImageToMask { Image = Image(1, 1, 2, 3), Channel = "green" }.Run(Context()).Values);
        Assert.Contains("no alpha", Assert.Throws<EngineException>(
            () => new ImageToMask { Image = Image(1, 1, 2, 3), Channel = "alpha" }.Run(Context())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ImageColorToMask_ExactColour_IsOne() =>
        AssertSame(Values([1, 1, 2], 1, 0),
            new ImageColorToMask { Image = new Image(Values([1, 1, 2, 3], 1, 0, 0, 0.99f, 0, 0)), Color = 0xFF0000 }.Run(Context()).Values);

    [Fact]
    public void SolidMask_InvertMask_ThresholdMask_Values()
    {
        var solid = new SolidMask { Value = 0.25, Width = 2, Height = 1 }.Run(Context());

        AssertSame(Values([1, 1, 2], 0.25f, 0.25f), solid.Values);
        AssertSame(Values([1, 1, 2], 0.75f, 0.75f), new InvertMask { Mask = solid }.Run(Context()).Values);
        AssertSame(Values([1, 1, 2], 0, 0), new ThresholdMask { Mask = solid, Value = 0.25 }.Run(Context()).Values);
        AssertSame(Values([1, 1, 2], 1, 1), new ThresholdMask { Mask = solid, Value = 0.2 }.Run(Context()).Values);
    }

    [Fact]
    public void CropMask_Outside_IsLeftOut() =>
        AssertSame(Values([1, 1, 1], 3), new CropMask { Mask = new Mask(Counting(1, 2, 2)), X = 1, Y = 1 }.Run(Context()).Values);

    [Theory]
    [InlineData("multiply", 0.48)]
    [InlineData("add", 1)]
    [InlineData("subtract", 0)]
    [InlineData("and", 1)]
    [InlineData("or", 1)]
    [InlineData("xor", 0)]
    public void MaskComposite_Operations_ApplyWhereBothAre(string operation, double expected)
    {
        var result = new MaskComposite
        {
            Destination = new Mask(Filled(0.6f, 1, 1, 2)),
            Source = new Mask(Filled(0.8f, 1, 1, 2)),
            X = 1,
            Operation = operation,
        }.Run(Context()).Values;

        AssertSame(Values([1, 1, 2], 0.6f, (float)expected), result);
    }

    [Fact]
    public void FeatherMask_Edges_RiseLinearly() =>
        AssertSame(Values([1, 1, 4], 0.5f, 1, 1, 0.25f),
            new FeatherMask { Mask = new Mask(Values([1, 1, 4], 1, 1, 1, 0.5f)), Left = 2, Right = 2 }.Run(Context()).Values);

    [Fact]
    public void GrowMask_Corners_TaperOnlyWhenAsked()
    {
        var point = Filled(0, 1, 3, 3);
        point.Span[4] = 1;

        AssertSame(Values([1, 3, 3], 0, 1, 0, 1, 1, 1, 0, 1, 0), new GrowMask { Mask = new Mask(point), Expand = 1 }.Run(Context()).Values);
        AssertSame(Filled(1, 1, 3, 3), new GrowMask { Mask = new Mask(point), Expand = 1, TaperedCorners = false }.Run(Context()).Values);
        AssertSame(Filled(1, 1, 3, 3), new GrowMask { Mask = new Mask(point), Expand = 16384 }.Run(Context()).Values);
        AssertSame(Filled(0, 1, 3, 3), new GrowMask { Mask = new Mask(point), Expand = -1 }.Run(Context()).Values);
    }
}
