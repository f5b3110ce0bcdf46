using System.Text.Json.Nodes;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Studio.Engine;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Components.Generation;
using Studio.Web.Components.Presets;
using Studio.Web.UserData;

namespace Studio.Tests.Components;

/// <summary>Presets: of a form, into a form, and from a file.</summary>
public sealed class PresetTests : GenerateContext
{
    private static readonly GenerationDraft Draft = new()
    {
        Positive = "a fox", Negative = "rain", Checkpoint = "x.safetensors", Steps = "33", Seed = "7", RandomSeed = false,
            Source = "cat.png",
        Loras = [new() { Name = "ink.safetensors", Weight = "0.5" }],
    };

    private Presets Kept => Studio.Get<Presets>();

    [Fact]
    public void Preset_OfAForm_BringsBackWhatItHasAndNothingOfThePicture()
    {
        var preset = PresetUse.Of(Draft, "night", "styles", withPrompt: true, withSettings: true);
        Kept.Keep(CurrentUser.Local, preset);
        var read = Assert.Single(Kept.Read(CurrentUser.Local));
        var set = PresetUse.Apply(new() { Positive = "other", Seed = "1", RandomSeed = false }, read);
        Assert.Equal(("a fox", "rain", "x.safetensors", "33", "1", null), (set.Positive, set.Negative, set.Checkpoint, set.Steps, set.Seed,
            set.Source));
        Assert.Equal("0.5", Assert.Single(set.Loras).Weight);
        var alone = PresetUse.Apply(new() { Positive = "other" }, PresetUse.Of(Draft, "s", "", withPrompt: false, withSettings: true));
        Assert.Equal(("other", "33"), (alone.Positive, alone.Steps));
    }

    [Fact]
    public void Style_WithAPlace_GoesAroundWhatIsTyped()
    {
        var style = new Preset("ink", "", "ink drawing of {prompt}, paper", null, null);
        Assert.Equal("ink drawing of a fox, paper", PresetUse.Apply(Draft, style).Positive);
        Assert.Equal("rain", PresetUse.Apply(Draft, style).Negative);
    }

    [Fact]
    public void Preset_WithFieldsThatAreNone_LeavesTheFormAsItIs()
    {
        var odd = new Preset("odd", "", null, null, new() { ["Steps"] = "12", ["Nonsense"] = 5, ["Seed"] = "99" });
        var set = PresetUse.Apply(Draft, odd);
        Assert.Equal(("12", "7"), (set.Steps, set.Seed));
        var wrong = new Preset("odd", "", null, null, new() { ["Steps"] = new JsonArray(1) });
        Assert.Equal(Draft.ToJson(), PresetUse.Apply(Draft, wrong).ToJson());
    }

    [Theory]
    [InlineData("nothing", "no JSON")]
    [InlineData("{}", "no presets")]
    [InlineData("[5, {\"Name\": 7}, null]", "no presets")]
    [InlineData("[{\"Name\": \"  \"}]", "has a name")]
    public void Import_OfNoPresets_SaysSo(string file, string words) =>
        Assert.Contains(words, Assert.Throws<EngineException>(() => Kept.Import(CurrentUser.Local, file)).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task Dialog_KeepsTakesDeletesAndImports()
    {
        GenerationDraft? taken = null;
        Render<Microsoft.AspNetCore.Components.CascadingValue<CurrentUser>>(parameters => parameters.Add(cascade => cascade.Value,
            CurrentUser.Local)
            .AddChildContent<PresetsDialog>(dialog => dialog.Add(presets => presets.Draft, Draft).Add(presets => presets.OnTake, draft =>
                taken = draft)
                .Add(presets => presets.OnClose, () => { })));
        await Dialogs.Find(".preset-new").SubmitAsync();
        Assert.Contains("has a name", Dialogs.Find("#preset-name-error").TextContent, StringComparison.Ordinal);
        await Dialogs.Find("#preset-name").ChangeAsync("night");
        await Dialogs.Find("#preset-folder").ChangeAsync("styles");
        await Dialogs.Find(".preset-new").SubmitAsync();
        Assert.Equal("night", Assert.Single(Kept.Read(CurrentUser.Local)).Name);
        Dialogs.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("""[{"Name": "ink", "Folder": "", "Positive": "ink of {prompt}"}]""", "x.json"));
        Dialogs.WaitForAssertion(() => Assert.Equal(2, Dialogs.FindAll(".preset-row").Count));
        await Dialogs.Find("[aria-label='Delete night']").ClickAsync();
        Assert.Equal("ink", Assert.Single(Kept.Read(CurrentUser.Local)).Name);
        await Dialogs.Find(".preset-take").ClickAsync();
        Assert.Equal("ink of a fox", taken!.Positive);
    }
}
