using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Models;

namespace Studio.Web.Components.Pages;

/// <summary>What lies in the model folders, and what its tensors say it is.</summary>
public sealed partial class ModelsPage
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["checkpoints"] = "Checkpoints",
        ["loras"] = "LoRAs",
        ["vae"] = "VAE",
        ["text_encoders"] = "Text encoders",
        ["diffusion_models"] = "Diffusion models",
        ["embeddings"] = "Embeddings",
        ["controlnet"] = "ControlNets",
        ["clip_vision"] = "Picture encoders",
        ["ipadapter"] = "IP-Adapters",
        ["style_models"] = "Style models",
        ["upscale_models"] = "Upscalers",
        ["diffusers"] = "Model folders",
    };

    private IReadOnlyList<Kind> _kinds = [];
    private IReadOnlyList<Model> _shown = [];
    private string? _search;

    [CascadingParameter]
    public CurrentUser? SignedIn { get; set; }

    [Inject]
    private ModelCatalog Catalog { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <summary>The kind that is shown.</summary>
    [SupplyParameterFromQuery(Name = "kind")]
    private string? Wanted { get; set; }

    /// <summary>What name or family contain.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private CurrentUser User => SignedIn ?? throw new InvalidOperationException("This page was opened without a user.");

    private Kind? Chosen => _kinds.FirstOrDefault(kind => kind.Key == Wanted) ?? (_kinds.Count > 0 ? _kinds[0] : null);

    private string? Summary
    {
        get
        {
            var models = _kinds.SelectMany(kind => kind.Models).ToList();
            return models.Count == 0
                ? null
                : $"{Readable.Plural(models.Count, "file")}, {Readable.Bytes(models.Sum(model => model.File.Bytes))}";
        }
    }

    protected override void OnInitialized() => Load();

    protected override void OnParametersSet()
    {
        _search = Text;
        Show();
    }

    private void Load()
    {
        _kinds = Read();
        Show();
    }

    private void Show()
    {
        var words = _search?.Trim() ?? "";
        _shown = [.. (Chosen?.Models ?? []).Where(
            model => words.Length == 0 || TextsOf(model).Any(text => text.Contains(words, StringComparison.OrdinalIgnoreCase)))];
    }

    private void Search(ChangeEventArgs typed)
    {
        _search = (string?)typed.Value;
        Show();
    }

    private void Find() => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameter("q", string.IsNullOrWhiteSpace(_search) ? null : _search.Trim()), replace: true);

    private string AddressOf(Kind kind) => Navigation.GetUriWithQueryParameter("kind", kind.Key);

    private static string[] TextsOf(Model model) => [model.File.Name, model.Facts.Family ?? ""];

    // the checkpoints always, the other kinds when there is something
    private IReadOnlyList<Kind> Read() =>
    [
        .. from folder in Catalog.Folders
           let models = Catalog.Files(folder.Key).Select(file => new Model(file, Catalog.Facts(file))).ToList()
           where models.Count > 0 || folder.Key == "checkpoints"
           select new Kind(folder.Key, Names.GetValueOrDefault(folder.Key, folder.Key.Replace('_', ' ')), folder.Paths, models),
    ];

    private string PathOf(string kind) => Catalog.Folder(kind)?.Paths[0] ?? "";

    private static string BadgeOf(Model model) => model.Facts switch
    {
        { Runs: true } => "ok",
        { Problem: not null } => "bad",
        _ => "",
    };

    /// <summary>The folder a model should be in, when it is in another.</summary>
    private static string? Misplaced(Model model) => model.Facts.BelongsTo is { } kind && kind != model.File.Kind ? kind : null;

    private sealed record Kind(string Key, string Name, IReadOnlyList<string> Paths, IReadOnlyList<Model> Models);

    private sealed record Model(ModelFile File, ModelFacts Facts);
}
