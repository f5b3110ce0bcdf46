using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Models.Downloads;
using Studio.Web.Models.Sites;

namespace Studio.Web.Components.Library;

/// <summary>Looking for models at CivitAI and Hugging Face.</summary>
public sealed partial class SiteBrowser : IDisposable
{
    private const string All = "all";

    private static readonly IReadOnlyList<Choice> Sites = [new("civitai", "CivitAI"), new("huggingface", "Hugging Face")];

    private IReadOnlyList<Choice> Types =>
    [
        new(All, L["All types"]), new("Checkpoint"), new("LORA", "LoRA"), new("LoCon"), new("DoRA"), new("TextualInversion", "Embedding"),
            new("VAE"),
        new("Controlnet", "ControlNet"), new("Upscaler"),
    ];

    private IReadOnlyList<Choice> Bases =>
    [
        new(All, L["All base models"]), new("SD 1.5"), new("SDXL 1.0"), new("Pony"), new("Illustrious"), new("NoobAI"), new("Flux.1 D"),
            new("Flux.1 S"),
        new("Chroma"), new("Qwen"), new("ZImageTurbo", "Z-Image Turbo"),
    ];

    private readonly CancellationTokenSource _leaving = new();
    private readonly Dictionary<string, IReadOnlyList<FoundFile>> _files = [];
    private readonly HashSet<string> _asked = [];
    private IReadOnlyList<FoundModel>? _found;
    private string _site = "civitai";
    private string _words = "";
    private string _type = All;
    private string _base = All;
    private string? _problem;

    [CascadingParameter]
    public CurrentUser? SignedIn { get; set; }

    [Inject]
    private SiteSearch Search { get; set; } = null!;

    [Inject]
    private DownloadQueue Downloads { get; set; } = null!;

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    private Task FindAsync() => TryAsync(async () =>
    {
        var query = new SiteQuery(_words, _type == All ? null : _type, _base == All ? null : _base);
        _files.Clear();
        _found = _site == "civitai" ? await Search.CivitaiAsync(SignedIn!, query, _leaving.Token)
            : await Search.HuggingFaceAsync(SignedIn!, query, _leaving.Token);
    });

    private Task OpenAsync(FoundModel model) => model.Files is not null || _files.ContainsKey(model.Id) ? Task.CompletedTask
        : TryAsync(async () => _files[model.Id] = await Search.FilesAsync(SignedIn!, model.Id, _leaving.Token));

    private Task Get(FoundFile file) => TryAsync(() =>
    {
        Downloads.Add(SignedIn!, new(file.Source, file.Kind));
        _asked.Add(file.Source.Text);
        return Task.CompletedTask;
    });

    private async Task TryAsync(Func<Task> work)
    {
        _problem = null;
        try
        {
            await work();
        }
        catch (DownloadException e)
        {
            _problem = e.Message;
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // the page was left
        }
    }

    private IEnumerable<string> About(FoundModel model) => new[]
    {
        model.Author, model.Type, model.Downloads is { } count ? L[$"{count:N0} downloads"] : null, model.Licence,
    }.OfType<string>();

    private static IEnumerable<string> About(FoundFile file) => new[]
    {
        file.Version, file.BaseModel, file.Bytes is { } bytes ? Readable.Bytes(bytes) : null, string.Join(", ", file.Words),
    }.OfType<string>().Where(text => text.Length > 0);
}
