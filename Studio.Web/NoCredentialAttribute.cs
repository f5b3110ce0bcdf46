namespace Studio.Web;

/// <summary>
/// On an endpoint that answers without looking at a credential that comes along: looking asks the database, and this must answer without
/// it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NoCredentialAttribute : Attribute;
