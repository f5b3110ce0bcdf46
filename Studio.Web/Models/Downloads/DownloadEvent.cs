namespace Studio.Web.Models.Downloads;

/// <summary>A download as it is now; <paramref name="IsRemoved"/>: it is no longer on the list.</summary>
public sealed record DownloadEvent(Download Download, bool IsRemoved = false);
