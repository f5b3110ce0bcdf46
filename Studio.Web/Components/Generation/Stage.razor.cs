using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Web.Gallery;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Generation;

/// <summary>Shows how things stand; every button only tells the page.</summary>
public sealed partial class Stage
{
    private (string JobId, JobPreview Preview)? _last;

    /// <summary>The user's job that runs; null when none does.</summary>
    [Parameter]
    public Job? Running { get; set; }

    [Parameter]
    public JobProgress? Progress { get; set; }

    /// <summary>Pixels of the picture that runs.</summary>
    [Parameter]
    public (int Width, int Height) RunningSize { get; set; } = (512, 512);

    /// <summary>Jobs of the user that wait.</summary>
    [Parameter]
    public int Waiting { get; set; }

    [Parameter]
    public QueuePause? Pause { get; set; }

    /// <summary>The last job that did not give a picture, until dismissed.</summary>
    [Parameter]
    public Job? Trouble { get; set; }

    /// <summary>The job that its own user stopped here, until something new begins: not trouble, and said quietly.</summary>
    [Parameter]
    public Job? Stopped { get; set; }

    /// <summary>How long the picture that is shown took; null when nobody knows any more.</summary>
    [Parameter]
    public TimeSpan? Took { get; set; }

    /// <summary>The newest pictures of the user, newest first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Picture> Recent { get; set; } = [];

    /// <summary>The picture picked below; null follows what is being made.</summary>
    [Parameter]
    public Picture? Chosen { get; set; }

    /// <summary>What to tell those who listen instead of look.</summary>
    [Parameter]
    public string Announcement { get; set; } = "";

    [Parameter]
    public EventCallback<Picture> OnChoose { get; set; }

    [Parameter]
    public EventCallback<Picture> OnOpen { get; set; }

    [Parameter]
    public EventCallback<Picture> OnUse { get; set; }

    [Parameter]
    public EventCallback<Picture> OnSource { get; set; }

    /// <summary>Names below models/upscale_models.</summary>
    [Parameter]
    public IReadOnlyList<string> Upscalers { get; set; } = [];

    [Parameter]
    public EventCallback<Picture> OnPaint { get; set; }

    [Parameter]
    public EventCallback<Picture> OnVary { get; set; }

    [Parameter]
    public EventCallback<(Picture Picture, string Upscaler)> OnUpscale { get; set; }

    [Parameter]
    public EventCallback<string> OnSeed { get; set; }

    [Parameter]
    public EventCallback OnStop { get; set; }

    [Parameter]
    public EventCallback OnCancelWaiting { get; set; }

    [Parameter]
    public EventCallback<Job> OnReplay { get; set; }

    [Parameter]
    public EventCallback OnDismiss { get; set; }

    private Picture? Shown => Chosen ?? (Recent.Count > 0 ? Recent[0] : null);

    private bool IsRunning => Chosen is null && Running is not null;

    private JobPreview? Backdrop => IsRunning ? Progress?.Preview ?? _last?.Preview
        : _last is { } last && IsOf(last.JobId, Shown) ? last.Preview
        : null;

    private string PausedWords => Pause is { Reason.Length: > 0 } pause
        ? L[$"The queue is paused: {pause.Reason}"] : L["The queue is paused."];

    private (int Width, int Height) Shape =>
        IsRunning ? RunningSize
        : Shown is { Width: { } width, Height: { } height } ? (width, height)
        : (512, 512);

    protected override void OnParametersSet()
    {
        if (Progress is { Preview: { } preview } progress)
            _last = (progress.JobId, preview);
        else if (Running is null && _last is { } last && !IsOf(last.JobId, Shown))
            _last = null;
    }

    private static bool IsOf(string jobId, Picture? picture) => picture?.Owners.Any(owner => owner.JobId == jobId) == true;

    // the finished picture has been loaded, or cannot be
    private void Uncover()
    {
        if (Running is null)
            _last = null;
    }

    private bool IsShown(Picture picture) => (Chosen is not null || Running is null) && Shown?.Image == picture.Image;

    private string Label(Picture picture) =>
        picture.Settings is { Positive: { Length: > 0 } text } ? L[$"{text}, seed {picture.Settings.Seed}"] : picture.Image.FileName;

    private IEnumerable<(string Name, string Value)> Chips(Picture picture)
    {
        var made = picture.Settings ?? new();
        (string, string?)[] chips =
        [
            (L["Model"], made.Model),
            (L["Size"], picture is { Width: { } width, Height: { } height } ? $"{width} × {height}" : null),
            (L["Seed"], made.Seed),
            (L["Steps"], made.Steps?.ToString(CultureInfo.InvariantCulture)),
            ("CFG", made.Cfg?.ToString("0.##", CultureInfo.InvariantCulture)),
            (L["Sampler"], made.Sampler is null ? null : $"{made.Sampler}, {made.Scheduler}"),
            ("LoRA", made.Loras is null
                ? null
                : string.Join(", ", made.Loras.Select(lora => $"{lora.Name} {Controls.Readable.Number(lora.Model)}"))),
            (L["Source|of a picture"], made.Source),
            (L["Denoise"], made.Denoise is < 1 and { } denoise ? Controls.Readable.Number(denoise) : null),
            (L["Took"], Took is { } took ? Controls.Readable.Duration(L, took) : null),
        ];
        return chips.Where(chip => chip.Item2 is not null).Select(chip => (chip.Item1, chip.Item2!));
    }
}
