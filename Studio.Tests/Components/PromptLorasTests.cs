using Studio.Engine;
using Studio.Web.Components.Generation;
using Studio.Web.Gallery;

namespace Studio.Tests.Components;

public sealed class PromptLorasTests
{
    private static readonly string[] Files = ["flat.safetensors", "style/Ink Wash.safetensors", "v1.5/old.safetensors"];

    [Theory]
    [InlineData("a house <lora:flat:0.8>", "a house", "flat.safetensors", 0.8, 0.8)]
    [InlineData("<lora:flat> a house", "a house", "flat.safetensors", 1, 1)]
    [InlineData("a <LORA: FLAT.safetensors :-0.5>house", "a house", "flat.safetensors", -0.5, -0.5)]
    [InlineData("a red house <lora:flat:0.8>, hill", "a red house, hill", "flat.safetensors", 0.8, 0.8)]
    [InlineData("a red <lora:flat:0.8> house", "a red house", "flat.safetensors", 0.8, 0.8)]
    [InlineData("<lora:ink wash:0.5:1>", "", "style/Ink Wash.safetensors", 1, 0.5)]
    [InlineData("<lora:style/Ink Wash:te=0.2:unet=0.9>", "", "style/Ink Wash.safetensors", 0.9, 0.2)]
    [InlineData("<lyco:old:1>", "", "v1.5/old.safetensors", 1, 1)]
    [InlineData("<lora:v1.5/old:1>", "", "v1.5/old.safetensors", 1, 1)]
    public void Read_ATag_IsTheFileAndItsWeightsAndNoText(string prompt, string text, string name, double model, double clip)
    {
        var read = PromptLoras.Read(prompt, Files);
        Assert.Null(read.Error);
        Assert.Equal(text, read.Text);
        Assert.Equal(new LoraUse(name, model, clip), Assert.Single(read.Uses));
    }

    [Theory]
    [InlineData("<lora:foo:0.8>", "There is no LoRA foo. There is flat, style/Ink Wash, v1.5/old.")]
    [InlineData("<lora:flat:strong>", "The weight in <lora:flat:strong> cannot be read")]
    [InlineData("<lora:flat:1:2:3>", "cannot be read")]
    [InlineData("<lora:flat:NaN>", "cannot be read")]
    [InlineData("<lora:flat:dyn=8>", "cannot be read")]
    [InlineData("<lora::1>", "names no LoRA")]
    [InlineData("a <lora:flat:0.8 house", "“<lora:flat:0.8” begins a LoRA that does not end")]
    [InlineData("<hypernet:anime:1>", "Hypernetworks are not supported")]
    [InlineData("<lora:flat:1> <lora:foo:1>", "There is no LoRA foo")]
    public void Read_AWrongTag_SaysWhatToWrite(string prompt, string error) =>
        Assert.Contains(error, PromptLoras.Read(prompt, Files).Error, StringComparison.Ordinal);

    [Fact]
    public void Read_WithoutAnyLora_SaysThatTheFolderIsEmpty() =>
        Assert.Equal("There is no LoRA foo: the folder models/loras is empty.", PromptLoras.Read("<lora:foo:1>", []).Error);

    [Theory]
    [InlineData("a < b and c > d: (e:1.2)")]
    [InlineData("  <loraine: a name> ")]
    [InlineData("")]
    public void Read_OtherText_IsLeftAsItIs(string prompt)
    {
        var read = PromptLoras.Read(prompt, Files);
        Assert.Equal((prompt, 0, null), (read.Text, read.Uses.Count, read.Error));
    }

    [Fact]
    public void IntoRows_TagsOfAPrompt_BecomeRowsAndChangeThoseThatAreThere()
    {
        var draft = new GenerationDraft
        {
            Positive = "a house <lora:FLAT:0.8> <lora:old:0.5:1>",
            Loras = [new() { Name = "style/Ink Wash.safetensors", Weight = "0.3" }, new() { Name = "flat", Weight = "2", IsOn = false }],
        };
        var read = PromptLoras.IntoRows(draft, Files);
        Assert.Equal("a house", read.Positive);
        Assert.Equal(
            [
                draft.Loras[0], new LoraDraft { Name = "flat.safetensors", Weight = "0.8" },
                new LoraDraft { Name = "v1.5/old.safetensors", Weight = "1", TextWeight = "0.5" },
            ],
            read.Loras);
    }

    [Theory]
    [InlineData("a house")]
    [InlineData("<lora:flat:1> <lora:foo:1>")]
    [InlineData("a {house <lora:flat:1>|tree}")]
    public void IntoRows_WithoutTagsOrWithAWrongOne_IsTheSameDraft(string prompt)
    {
        var draft = new GenerationDraft { Positive = prompt };
        Assert.Same(draft, PromptLoras.IntoRows(draft, Files));
    }

    [Theory]
    [InlineData("style\\Ink Wash.safetensors", "style/Ink Wash.safetensors")]
    [InlineData("elsewhere/flat.safetensors", null)]
    [InlineData("", null)]
    public void Find_ANameFromAPicture_IsTheFileOfThatName(string name, string? file) => Assert.Equal(file, PromptLoras.Find(name, Files));

    [Theory]
    [InlineData("a cat BREAK a dog", "BREAK")]
    [InlineData("a cat AND a dog", "AND")]
    [InlineData("a [cat:dog:0.5] runs", "[cat:dog:0.5]")]
    [InlineData("a [cat::.5] runs", "[cat::.5]")]
    [InlineData("a [cat|dog] runs", "[cat|dog]")]
    [InlineData("a [blurred] house", "[blurred]")]
    public void Notes_OfSyntaxThatStudioHasNot_NameIt(string prompt, string named) =>
        Assert.Contains(named, Assert.Single(PromptNotes.Of(prompt)), StringComparison.Ordinal);

    [Theory]
    [InlineData("a cat and a dog, breaking waves, (bright:1.2), embedding:x, snake_case, {one}")]
    [InlineData("")]
    public void Notes_OfPlainWords_AreNone(string prompt) => Assert.Empty(PromptNotes.Of(prompt));

    [Theory]
    [InlineData("", 0, 1)]
    [InlineData("a red house", 3, 1)]
    [InlineData("(a red:1.3) house", 3, 1)]
    public void Length_OfAPrompt_CountsWhatTheEncoderReads(string prompt, int tokens, int chunks) =>
        Assert.Equal(new PromptLength(tokens, chunks), PromptLength.Of(prompt));

    [Theory]
    [InlineData(75, 1)]
    [InlineData(76, 2)]
    [InlineData(151, 3)]
    public void Length_OfManyWords_IsInChunksOf75(int words, int chunks) =>
        Assert.Equal(new PromptLength(words, chunks), PromptLength.Of(string.Join(' ', Enumerable.Repeat("house", words))));
}
