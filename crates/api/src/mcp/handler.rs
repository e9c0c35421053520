//! What a client of the protocol may ask: the tools that its key's scope allows, calls of them, and the accounts as
//! resources. Each is a call through the front door.

use axum::http::request::Parts;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CustomRequest, CustomResult, ErrorCode, Implementation,
    ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult, Resource, ResourceContents,
    ResourceTemplate, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::{Value, json};

use super::answer;
use super::described::{self, DESCRIBED, find};
use crate::catalog::{self, Face};
use crate::local::{Admitted, Answer, Local, Who};

const ACCOUNTS: &str = "kith://accounts/";

const INSTRUCTIONS: &str = "kith answers questions about a person's LinkedIn connections. Begin with list_accounts: most \
other tools take an account_id. Every tool says what it costs in credits; get_credits tells the balance. Answers come in \
pages: where there is more, the answer says how to call again for the next page.";

/// The methods that are answered and take params.
const METHODS: [&str; 6] = [
    "initialize",
    "tools/list",
    "tools/call",
    "resources/list",
    "resources/templates/list",
    "resources/read",
];

/// One client's requests.
pub(crate) struct Handler {
    local: Local,
    /// Who it is, where its requests do not say so.
    who: Option<Who>,
}

impl Handler {
    pub(super) fn new(local: Local, who: Option<Who>) -> Self {
        Self { local, who }
    }

    /// Whose request it is: what the front door left in it.
    fn who(&self, context: &RequestContext<RoleServer>) -> Result<Who, ErrorData> {
        let admitted = || context.extensions.get::<Parts>()?.extensions.get::<Admitted>().cloned();
        self.who
            .clone()
            .or_else(|| admitted().map(Who::Admitted))
            .ok_or_else(|| ErrorData::internal_error("the request came by no door", None))
    }

    /// Calls the tool of that name, for what is no tool call itself.
    async fn read(&self, name: &str, who: &Who, fields: Value) -> Result<Value, ErrorData> {
        let tool = find(name).ok_or_else(|| ErrorData::internal_error("there is no such tool", None))?;
        let fields = fields.as_object().cloned().unwrap_or_default();
        let Answer { body, status, .. } = answer::worded(self.local.ask(tool, who, fields).await);
        match status {
            200 => Ok(body),
            404 => Err(ErrorData::resource_not_found(answer::refusal(&body), Some(body))),
            _ => Err(ErrorData::invalid_request(answer::refusal(&body), Some(body))),
        }
    }
}

impl ServerHandler for Handler {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().enable_resources().build();
        ServerConfig::new(capabilities)
            .with_server_info(Implementation::new("kith", env!("CARGO_PKG_VERSION")).with_title("kith"))
            .with_instructions(INSTRUCTIONS)
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        DESCRIBED.iter().find(|tool| tool.name == name).cloned()
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let caller = self.local.caller(&self.who(&context)?).await;
        let caller =
            caller.map_err(|failure| ErrorData::invalid_request(Face::Model.says(&failure.message), None))?;
        let all = catalog::tools().iter().zip(DESCRIBED.iter());
        let allowed = all.filter(|(tool, _)| caller.needs(tool.scope()).is_ok());
        Ok(ListToolsResult::with_all_items(allowed.map(|(_, described)| described.clone()).collect()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = find(&request.name) else {
            let name: String = request.name.chars().take(100).collect();
            return Err(ErrorData::invalid_params(format!("there is no tool \"{name}\""), None));
        };
        let fields = request.arguments.unwrap_or_default();
        let (who, asked) = (self.who(&context)?, fields.clone());
        let answer = match described::check(tool, &fields) {
            Ok(()) => self.local.ask(tool, &who, fields).await,
            Err(failure) => self.local.refuse(tool, &who, &failure),
        };
        Ok(answer::result(tool, &asked, answer::worded(answer)).into())
    }

    /// What the SDK can't read: a method that nobody has, or one of ours with params that are not its own.
    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        let method: String = request.method.chars().take(100).collect();
        if METHODS.contains(&method.as_str()) {
            let text = format!("the params of {method} are missing, or not as the protocol has them");
            return Err(ErrorData::invalid_params(text, None));
        }
        let text = format!("there is no method \"{method}\"");
        Err(ErrorData::new(ErrorCode::METHOD_NOT_FOUND, text, None))
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let offset = match request.and_then(|request| request.cursor) {
            Some(cursor) => cursor
                .parse::<u32>()
                .map_err(|_| ErrorData::invalid_params("the cursor is none that was given", None))?,
            None => 0,
        };
        let fields = json!({"offset": offset, "limit": 100});
        let body = self.read("list_accounts", &self.who(&context)?, fields).await?;
        let accounts = body["data"]["accounts"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut page = ListResourcesResult::with_all_items(accounts.iter().filter_map(resource).collect());
        page.next_cursor = body["data"]["pagination"]["next_offset"].as_u64().map(|next| next.to_string());
        Ok(page)
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let template = ResourceTemplate::new(format!("{ACCOUNTS}{{account_id}}"), "account")
            .with_title("Account")
            .with_description("An account: its state, its source, and the completeness of what it serves.")
            .with_mime_type("application/json");
        Ok(ListResourceTemplatesResult::with_all_items(vec![template]))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let who = self.who(&context)?;
        let Some(id) = request.uri.strip_prefix(ACCOUNTS).filter(|id| !id.is_empty()) else {
            let text = format!("resources have URIs like {ACCOUNTS}ID");
            return Err(ErrorData::resource_not_found(text, None));
        };
        let body = self.read("get_account", &who, json!({"account_id": id})).await?;
        let contents =
            ResourceContents::text(body["data"].to_string(), request.uri).with_mime_type("application/json");
        Ok(ReadResourceResult::new(vec![contents]).into())
    }
}

/// An account as a resource.
fn resource(account: &Value) -> Option<Resource> {
    let id = account["account_id"].as_str()?;
    let name = account["name"].as_str().unwrap_or(id);
    Some(
        Resource::new(format!("{ACCOUNTS}{id}"), name)
            .with_description("An account of the workspace")
            .with_mime_type("application/json"),
    )
}
