using Studio.Web.Models.Downloads;

namespace Studio.Web.Models.Missing;

/// <summary>A model that a prompt or workflow names and that is not there.</summary>
/// <param name="Name">As it is named, forward slashes.</param>
/// <param name="Kind">The folder it belongs into; null when nobody says.</param>
/// <param name="Source">Where it can be had; null when nobody knows.</param>
/// <param name="SaidBy">Who knows: workflow, catalogue or hash; null when nobody.</param>
public sealed record MissingModel(string Name, string? Kind, DownloadSource? Source, string? Hash, string? SaidBy);
