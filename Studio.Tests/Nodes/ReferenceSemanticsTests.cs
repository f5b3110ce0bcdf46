using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Nodes;
using FolderImageStore = Studio.Tests.Support.FolderImageStore;
using Recorder = Studio.Tests.Support.Recorder;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes;

/// <summary>What ComfyUI's nodes do at the edges of their definitions, to the bit.</summary>
public sealed class ReferenceSemanticsTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    public void ThresholdMask_ValueItself_IsNotAbove(double value)
    {
        var mask = new SolidMask { Value = value, Width = 1, Height = 1 }.Run(Context());

        Assert.Equal(0, new ThresholdMask { Mask = mask, Value = value }.Run(Context()).Values.Span[0]);
        Assert.Equal(1, new ThresholdMask { Mask = mask, Value = value - 0.01 }.Run(Context()).Values.Span[0]);
    }

    [Theory]
    [InlineData("and", new[] { 0f, 0, 0, 1 })]
    [InlineData("or", new[] { 0f, 0, 1, 1 })]
    [InlineData("xor", new[] { 0f, 0, 1, 0 })]
    public void MaskComposite_HalfSet_IsNotSet(string operation, float[] expected)
    {
        var (a, b) = (new Mask(Values([1, 1, 4], 0.5f, 0, 0.51f, 1)), new Mask(Values([1, 1, 4], 0.49f, 0.5f, 0.5f, 0.9f)));

        Assert.Equal(expected,
            new MaskComposite { Destination = a, Source = b, Operation = operation }.Run(Context()).Values.Span.ToArray());
    }

    [Fact]
    public void ImagePadForOutpaint_FourSides_RiseFromTheNearestEdge()
    {
        const int side = 12, feather = 4, border = 8;
        var mask = new ImagePadForOutpaint { Image = new Image(Filled(1, 1, side, side, 3)), Left = border, Top = border, Right = border,
            Bottom = border, Feathering = feather }
            .Run(Context()).Mask.Values;

        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var depth = new[] { y, side - y, x, side - x }.Min();
                var expected = depth >= feather ? 0 : Math.Pow((feather - depth) / (double)feather, 2);
                Assert.Equal(expected, mask.Span[((border + y) * (side + (2 * border))) + border + x], 1e-6);
            }
        }
    }

    [Fact]
    public void ImagePadForOutpaint_FeatherOfHalfThePicture_IsNone() =>
        Assert.Equal(8 * 8, new ImagePadForOutpaint { Image = new Image(Filled(1, 1, 8, 8, 3)), Left = 8, Feathering = 4 }.Run(
            Context()).Mask.Values.Span.ToArray().Count(value => value == 0));

    [Fact]
    public void SaveImage_PromptAndWorkflow_AreWrittenAsPythonPrintsThem()
    {
        using var store = new FolderImageStore();
        var prompt =
            PromptParser.Parse(
                """{"3":{"class_type":"KSampler","inputs":{"cfg":8.0,"steps":20,"denoise":1e-5,"text":"caf\u00e9 \ud83d\ude00 \"x\"","link":["4",0],"none":null,"yes":true}}}""").Prompt!;
        var run = new RunRequest("prompt", prompt, [],
            new JsonObject { ["workflow"] = new JsonObject { ["nodes"] = new JsonArray(), ["version"] = 0.4 } }, "none")
        {
            Files = RunFiles.None with { Pictures = store },
        };

        var shown = new SaveImage(new PictureWriter(withPrompt: true)) { Images = new Image(Filled(0.5f, 1, 2, 2, 3)) }
            .Run(new NodeContext(new NodeRef("9", "SaveImage"), run, new Recorder(), default));

        var text = ImageCodec.ReadText(store.Find((string)shown.Ui["images"]![0]!["filename"]! + " [output]")!);
        Assert.Equal(
            """{"3": {"class_type": "KSampler", "inputs": {"cfg": 8.0, "steps": 20, "denoise": 1e-05, "text": "caf\u00e9 \ud83d\ude00 \"x\"", "link": ["4", 0], "none": null, "yes": true}}}""",
            text["prompt"]);
        Assert.Equal("""{"nodes": [], "version": 0.4}""", text["workflow"]);
    }

    [Fact]
    public void LatentFromBatch_PartOfABatch_KeepsItsDraws()
    {
        var whole = Latent(4, 4, 2, 2);

        var part = new LatentFromBatch { Samples = whole, BatchIndex = 2, Length = 2 }.Run(Context());

        var noise = Studio.Engine.Diffusion.Noise.ForLatent(5, part.Samples.Shape, part.BatchIndex);
        var draws = new Studio.Engine.Diffusion.NoiseStream(5);
        draws.Next(1, 4, 2, 2);
        draws.Next(1, 4, 2, 2);
        Assert.Equal([.. draws.Next(1, 4, 2, 2).Span, .. draws.Next(1, 4, 2, 2).Span], noise.Span.ToArray());
    }

    [Fact]
    public void ImageBlend_OtherSizes_AreCutToTheMiddle() =>
        Assert.Equal([1, 2, 4, 3],
            new ImageBlend { Image1 = Image(1, 2, 4, 3), Image2 = Image(1, 6, 6, 3) }.Run(Context()).Pixels.Shape.ToArray());
}
