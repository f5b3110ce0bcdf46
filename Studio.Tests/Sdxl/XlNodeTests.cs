using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Nodes;
using Studio.Tests.Support;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Sdxl;

/// <summary>The nodes that SDXL has for itself, one by one.</summary>
[Collection(nameof(XlStudio))]
public sealed class XlNodeTests(XlStudio studio)
{
    private IModelFiles Files => studio.Studio.Get<IModelFiles>();

    private TextEncoding Encoding => studio.Studio.Get<TextEncoding>();

    [Fact]
    public void ClipTextEncodeSdxl_TwoTexts_GoToTheirEncoders()
    {
        var clip = studio.Base().Clip!;
        ConditioningEntry Encode(string g, string l) => new ClipTextEncodeSdxl(Encoding, Files) { Clip = clip, TextG = g, TextL = l,
            Width = 1000, Height = 900, CropW = 8, CropH = 16, TargetWidth = 800, TargetHeight = 700 }.Run(Context()).Entries[0];
        var (same, mixed) = (Encode("a fox", "a fox"), Encode("a fox", "a lake"));
        var (fox, lake) = (studio.Pool.Encode(clip, "a fox").Entries[0], studio.Pool.Encode(clip, "a lake").Entries[0]);

        Assert.Equal(new PictureSizes(1000, 900, 8, 16, 800, 700), same.Sizes);
        AssertSame(fox.Embedding, same.Embedding);
        AssertSame(fox.Pooled!, mixed.Pooled!);
        // CLIP-L is 64 wide here and stands first
        const int width = 192, first = 64;
        for (var i = 0; i < mixed.Embedding.Length; i++)
            Assert.Equal((i % width < first ? lake : fox).Embedding.Span[i], mixed.Embedding.Span[i], 1e-5f);
    }

    [Fact]
    public void ClipTextEncodeSdxl_TextsOfUnlikeLength_AreFilledUp()
    {
        var entry = new ClipTextEncodeSdxl(Encoding, Files)
        {
            Clip = studio.Base().Clip!, TextG = "a fox", TextL = string.Join(' ', Enumerable.Repeat("lake", 100)),
        }.Run(Context()).Entries[0];

        Assert.Equal([1, 154, 192], entry.Embedding.Shape.ToArray());
        AssertSame(studio.Pool.Encode(studio.Base().Clip, "a fox").Entries[0].Pooled!, entry.Pooled!);
    }

    [Fact]
    public void ClipTextEncodeSdxl_ClipOfOneEncoder_SaysWhatItIs()
    {
        var demo = Open("studio-demo").Clip!;
        var failure = Assert.Throws<EngineException>(() =>
            new ClipTextEncodeSdxl(Encoding, Files) { Clip = demo, TextG = "", TextL = "" }.Run(Context()));
        Assert.Equal((EngineError.BadPrompt,
            "This node gives texts to the encoders l and g of SDXL, but studio-demo.safetensors has text encoder (CLIP-L). Use CLIPTextEncode with it, or the CLIP of a model of SDXL."),
            (failure.Kind, failure.Message));
        Assert.Contains("gives a text to the encoder g", Assert.Throws<EngineException>(() =>
            new ClipTextEncodeSdxlRefiner(Encoding, Files) { Clip = demo, Text = "" }.Run(Context())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ClipTextEncodeSdxlRefiner_Score_IsTold()
    {
        var entry = new ClipTextEncodeSdxlRefiner(Encoding, Files) { Clip = Open("refiner").Clip!, Text = "a fox", Ascore = 7.5,
            Width = 640, Height = 480 }.Run(Context()).Entries[0];
        Assert.Equal((new PictureSizes(640, 480), 7.5f, 128), (entry.Sizes, entry.AestheticScore!.Value, entry.Embedding.Size(2)));
    }

    [Fact]
    public void DualClipLoader_AnyOrder_IsOneClip()
    {
        var one = Load("clip_l", "clip_g");
        Assert.Equal(one, Load("clip_g", "clip_l"));
        Assert.Equal("sdxl", one.Layout.Name);
    }

    [Theory]
    [InlineData("clip_l", "clip_l", "sdxl", "No family of models takes these text encoders together: clip_l.safetensors is a")]
    [InlineData("clip_l", "clip_g", "flux", "clip_g.safetensors is a text encoder (OpenCLIP bigG). Choose others: flux takes a text encoder (CLIP-L) and a text encoder (T5)")]
    [InlineData("clip_l", "clip_g", "hidream", "Text encoders of the type 'hidream' are not supported yet. Use ")]
    public void DualClipLoader_WhatDoesNotFit_IsRefused(string first, string second, string type, string message) =>
        Assert.Contains(message, Assert.Throws<EngineException>(() => Load(first, second, type)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void ClipLoader_BigG_IsTheRefiners()
    {
        var clip = new ClipLoader(studio.Pool, Files) { ClipName = "clip_g.safetensors" }.Run(Context());
        Assert.Equal("sdxl_refiner", clip.Layout.Name);
        Assert.Contains("opened by DualCLIPLoader", Assert.Throws<EngineException>(() =>
            new ClipLoader(studio.Pool, Files) { ClipName = "clip_g.safetensors", Type = "sd3" }.Run(Context())).Message,
            StringComparison.Ordinal);
    }

    private ClipModel Load(string first, string second, string type = "sdxl") => new DualClipLoader(studio.Pool, Files)
    {
        ClipName1 = first + ".safetensors", ClipName2 = second + ".safetensors", Type = type,
    }.Run(Context());

    private LoadedCheckpoint Open(string name) =>
        studio.Pool.LoadCheckpoint(studio.PathOf("checkpoints", name + ".safetensors"), CancellationToken.None);
}
