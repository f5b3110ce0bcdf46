namespace Studio.Web.Components.Layout;

/// <summary>Somewhere the navigation leads.</summary>
/// <param name="Icon">A symbol of wwwroot/icons.svg.</param>
public sealed record Place(string Path, string Title, string Icon);
