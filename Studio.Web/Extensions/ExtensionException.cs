namespace Studio.Web.Extensions;

/// <summary>Why an extension cannot be used, for the person who installed it.</summary>
internal sealed class ExtensionException(string message, Exception? inner = null) : Exception(message, inner);
