using Studio.Web.Components.Generation;
using Studio.Web.Gallery;

namespace Studio.Tests.Components;

public sealed class DraftCheckTests
{
    private static readonly GenerationChoices Choices = new()
    {
        Checkpoints = [new("small.safetensors", "SD 1.x", null, 128), new("usual.safetensors", "SD 1.x", null, 512),
            new("large.safetensors", "SDXL", "SDXL is not supported yet", 1024)],
        Samplers = ["euler", "heun"],
        Schedulers = ["normal", "karras"],
    };

    private static readonly GenerationDraft Good = Choices.Complete(new()) with { Positive = "a house" };

    [Fact]
    public void Read_ACompletedDraft_HasNoErrors()
    {
        var check = new DraftCheck(Good, Choices);
        var asked = Assert.Single(check.Read(() => 7));
        Assert.Empty(check.Errors);
        Assert.Equal(("small.safetensors", 128, 128, 7UL), (asked.Checkpoint, asked.Width, asked.Height, asked.Seed));
    }

    [Fact]
    public void Read_EverythingWrong_NamesEachField()
    {
        var draft = Good with
        {
            Checkpoint = "gone.safetensors", Width = "ten", Height = "130", Steps = "0", Cfg = "-1", Sampler = "x", Scheduler = "",
            Seed = "1.5",
            RandomSeed = false, BatchSize = "", Count = "1000",
        };
        var check = new DraftCheck(draft, Choices);
        Assert.Empty(check.Read(() => 7));
        Assert.Equal(
            ["BatchSize", "Cfg", "Checkpoint", "Count", "Height", "Sampler", "Scheduler", "Seed", "Steps", "Width"],
            check.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("A multiple of 8; 128 is near.", check.Errors["Height"]);
    }

    [Fact]
    public void Read_SeveralJobsRandom_ThrowsTheDiceForEach()
    {
        var next = 100UL;
        var asked = new DraftCheck(Good with { Count = "3" }, Choices).Read(() => next++);
        Assert.Equal([100UL, 101UL, 102UL], asked.Select(job => job.Seed));
    }

    [Fact]
    public void Read_SeveralJobsLocked_BeginsWithTheSeedItself()
    {
        var asked = new DraftCheck(Good with { Count = "2", Seed = "18446744073709551615", RandomSeed = false }, Choices).Read(() => 7);
        Assert.Equal([ulong.MaxValue, 0UL], asked.Select(job => job.Seed));
    }

    [Fact]
    public void Read_WithSource_MakesOnePicturePerJobAtItsDenoise()
    {
        var asked = Assert.Single(
            new DraftCheck(Good with { Source = "cat.png", Denoise = "0,35", BatchSize = "9" }, Choices).Read(() => 7));
        Assert.Equal(("cat.png", 0.35, 1), (asked.Source, asked.Denoise, asked.BatchSize));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("<lora:flat:1>")]
    public void Read_AnEmptyPrompt_IsAskedAboutOnce(string prompt)
    {
        var choices = Choices with { Loras = ["flat.safetensors"] };
        var check = new DraftCheck(Good with { Positive = prompt }, choices);
        Assert.Empty(check.Read(() => 7));
        Assert.Equal(["Positive"], check.Errors.Keys);
        Assert.Single(new DraftCheck(Good with { Positive = prompt }, choices) { IsEmptyMeant = true }.Read(() => 7));
    }

    [Fact]
    public void Read_LorasInThePrompt_AreAskedForAndAreNoWords()
    {
        var asked = Assert.Single(new DraftCheck(Good with { Positive = "a house <lora:flat:0.8>" },
            Choices with { Loras = ["flat.safetensors"] }).Read(() => 7));
        Assert.Equal("a house", asked.Positive);
        Assert.Equal(new LoraUse("flat.safetensors", 0.8, 0.8), Assert.Single(asked.Loras));
    }

    [Fact]
    public void Read_LorasThatCannotBe_AreWrongAtTheirField()
    {
        var check = new DraftCheck(Good with { Positive = "a house <lora:flat:0.8>", Negative = "rain <lora:flat:1>" }, Choices);
        Assert.Empty(check.Read(() => 7));
        Assert.Equal(["Negative", "Positive"], check.Errors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_LoraRows_AreAskedForInOrderWhereTheyAreOn()
    {
        var draft = Good with
        {
            Loras =
            [
                new() { Name = "flat", Weight = "0,75" }, new() { Name = "gone.safetensors", IsOn = false },
                new() { Name = "ink.safetensors", Weight = "-1", TextWeight = "0" },
            ],
        };
        var asked = Assert.Single(new DraftCheck(draft, Choices with { Loras = ["flat.safetensors", "ink.safetensors"] }).Read(() => 7));
        Assert.Equal([new LoraUse("flat.safetensors", 0.75, 0.75), new LoraUse("ink.safetensors", -1, 0)], asked.Loras);
    }

    [Fact]
    public void Read_LoraRowsThatCannotBe_AreWrongAtTheirOwnFields()
    {
        var draft = Good with
        {
            Loras =
            [
                new() { Name = "gone.safetensors", Weight = "101" }, new() { Name = "flat.safetensors", TextWeight = "much" },
                new() { Name = "xl.safetensors" },
            ],
        };
        var check = new DraftCheck(draft, Choices with { Loras = ["flat.safetensors", "xl.safetensors"] })
        {
            LoraProblem = (checkpoint, lora) => lora == "xl.safetensors" ? $"Not for {checkpoint}." : null,
        };
        Assert.Empty(check.Read(() => 7));
        Assert.Equal(["Loras.0.Name", "Loras.0.Weight", "Loras.1.TextWeight", "Loras.2.Name"],
            check.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("Not for small.safetensors. Remove it, or switch it off.", check.Errors["Loras.2.Name"]);
    }

    [Fact]
    public void Read_LorasInThePrompt_AreRowsOfTheDraftAfterwards()
    {
        var check = new DraftCheck(Good with { Positive = "a house <lora:flat:0.8>" }, Choices with { Loras = ["flat.safetensors"] });
        Assert.Equal(("a house", new LoraDraft { Name = "flat.safetensors", Weight = "0.8" }),
            (check.Draft.Positive, Assert.Single(check.Draft.Loras)));
    }

    [Fact]
    public void With_ThePicturesSettings_HasItsLorasAndNoOthers()
    {
        var mine = Good with { Loras = [new() { Name = "mine.safetensors" }] };
        LoraUse[] uses = [new("one.safetensors", 0.8, 0.8), new("two.safetensors", 1, 0)];
        var made = mine.With(new() { Model = "m", Positive = "a house", Loras = uses }, 64, 64);
        Assert.Equal("a house", made.Positive);
        Assert.Equal(
            [new LoraDraft { Name = "one.safetensors", Weight = "0.8" }, new LoraDraft { Name = "two.safetensors", TextWeight = "0" }],
            made.Loras);
        Assert.Empty(mine.With(new() { Model = "m" }, 64, 64).Loras);
        Assert.Same(mine.Loras, mine.With(new(), 64, 64).Loras); // nothing is known of that picture
    }

    [Theory]
    [InlineData("""{"Loras":null}""")]
    [InlineData("""{"Loras":[null]}""")]
    [InlineData("""{"Loras":[{"Name":null}]}""")]
    public void FromJson_LorasThatAreNone_IsNoDraft(string json) => Assert.Null(GenerationDraft.FromJson(json));

    [Theory]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("18446744073709551616")]
    public void Read_ASeedThatIsNone_SaysInPlainWordsWhatIs(string seed)
    {
        var check = new DraftCheck(Good with { Seed = seed, RandomSeed = false }, Choices);
        check.Read(() => 7);
        Assert.DoesNotContain("18446744073709551615", check.Errors["Seed"], StringComparison.Ordinal);
        Assert.Contains("Leave it empty", check.Errors["Seed"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500", "504")]
    [InlineData("1", "8")]
    [InlineData("128", "128")]
    [InlineData("abc", "abc")]
    [InlineData("-8", "-8")]
    public void Snap_ANumber_IsTheNearestMultipleOfEight(string typed, string snapped) =>
        Assert.Equal(snapped, GenerationDraft.Snap(typed));

    [Fact]
    public void Change_ToAnotherModel_KeepsTheShapeButNotASizeOfOnesOwn()
    {
        var portrait = SizePreset.For(128)[1].Set(Good);
        Assert.Equal(("512", "768"), SizeOf(Choices.Change(portrait, "usual.safetensors")));
        Assert.Equal(("200", "96"), SizeOf(Choices.Change(Good with { Width = "200", Height = "96" }, "usual.safetensors")));
    }

    [Fact]
    public void Change_ToAModelOfAnotherFamily_TakesItsSettingsAndKeepsWhatWasTyped()
    {
        var choices = Choices with
        {
            Checkpoints = [.. Choices.Checkpoints,
                new("xl.safetensors", "SDXL", null, 1024) { Settings = new(30, 7, "heun", "karras") }],
        };
        static (string, string, string, string) SettingsOf(GenerationDraft draft) =>
            (draft.Steps, draft.Cfg, draft.Sampler, draft.Scheduler);

        var xl = choices.Change(Good, "xl.safetensors");

        Assert.Equal((("1024", "1024"), ("30", "7", "heun", "karras")), (SizeOf(xl), SettingsOf(xl)));
        Assert.Equal(SettingsOf(Good), SettingsOf(choices.Change(xl, "small.safetensors")));
        Assert.Equal(("30", "3.5", "heun", "karras"), SettingsOf(choices.Change(Good with { Cfg = "3.5" }, "xl.safetensors")));
    }

    [Fact]
    public void Presets_OfALargeModel_AreTheShapesItWasTrainedOn() => Assert.Equal(
        [(1024, 1024), (832, 1216), (1216, 832), (1344, 768)],
        SizePreset.For(1024).Select(preset => (preset.Width, preset.Height)));

    [Theory]
    [InlineData(128)]
    [InlineData(512)]
    [InlineData(1024)]
    public void Presets_OfAnyModel_AreMultiplesOfEightNearItsPixels(int side) => Assert.All(SizePreset.For(side), preset =>
    {
        Assert.Equal((0, 0), (preset.Width % 8, preset.Height % 8));
        Assert.InRange((double)preset.Width * preset.Height / side / side, 0.8, 2);
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"Positive\":null}")]
    [InlineData("{\"Positive\":")]
    [InlineData("null")]
    public void FromJson_NothingOfOurs_IsNull(string? kept) => Assert.Null(GenerationDraft.FromJson(kept));

    [Fact]
    public void FromJson_WhatWasKept_ComesBack()
    {
        var draft = Good with
        {
            Positive = "ü \"x\"", Seed = "5", RandomSeed = false, Source = "a [output]", Steps = "not yet a number",
            Loras = [new() { Name = "ink", Weight = "much", IsOn = false }],
        };
        var kept = GenerationDraft.FromJson(draft.ToJson())!;
        Assert.Equal(draft.Loras, kept.Loras);
        Assert.Equal(draft, kept with { Loras = draft.Loras });
    }

    [Fact]
    public void With_EverythingThatMadeAPicture_AsksForTheSame()
    {
        var made = new PictureSettings { Positive = "a house", Seed = "5", Denoise = 0.4, Source = "cat.png",
            Loras = [new("flat.safetensors", 0.8, 0.8), new("ink.safetensors", 1, 0)] };
        var draft = Good.With(made, 64, 96);
        Assert.Equal(("cat.png", "0.4", "5"), (draft.Source, draft.Denoise, draft.Seed));
        var asked = Assert.Single(new DraftCheck(draft, Choices with { Loras = ["flat.safetensors", "ink.safetensors"] }).Read(() => 7));
        Assert.Equal("a house", asked.Positive);
        Assert.Equal(made.Loras, asked.Loras);
        Assert.Equal(("", null), (Good.With(new() { Positive = "" }, null, null).Positive, Good.With(new(), null, null).Source));
    }

    private static (string, string) SizeOf(GenerationDraft draft) => (draft.Width, draft.Height);
}
