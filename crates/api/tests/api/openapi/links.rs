//! The document's links: from what makes something to everything that takes its id, and each true of its example.

use serde_json::Value;

use crate::support::document::operations;

#[test]
fn what_makes_something_links_to_all_that_takes_its_id() {
    let links = |id: &str, status: &str| {
        let operation = operations().into_iter().find(|one| one.id == id).unwrap();
        operation.described["responses"][status]["links"].clone()
    };
    let made = links("create_account", "201");
    for operation in operations()
        .iter()
        .filter(|one| one.path.matches('{').count() == 1 && one.path.contains("{account_id}"))
    {
        let link = &made[operation.id];
        assert_eq!(link["operationId"], operation.id);
        assert_eq!(link["parameters"]["account_id"], "$response.body#/data/account_id");
    }
    let begun = links("sync_account", "202");
    assert_eq!(begun["get_sync"]["parameters"]["account_id"], "$request.path.account_id");
    assert_eq!(begun["cancel_sync"]["parameters"]["sync_id"], "$response.body#/data/id");
}

#[test]
fn every_link_leads_to_a_call_by_an_id_that_the_example_has() {
    for operation in operations() {
        for response in operation.described["responses"].as_object().unwrap().values() {
            let example = &response["content"]["application/json"]["example"];
            for link in response["links"].as_object().into_iter().flatten().map(|(_, link)| link) {
                let target = operations().into_iter().find(|one| link["operationId"] == one.id).unwrap();
                for (name, value) in link["parameters"].as_object().unwrap() {
                    assert!(target.path.contains(&format!("{{{name}}}")), "{}: {name}", operation.id);
                    let place = value.as_str().unwrap().strip_prefix("$response.body#");
                    assert!(
                        place.is_none_or(|place| example.pointer(place).is_some_and(Value::is_string)),
                        "{value}"
                    );
                }
            }
        }
    }
}
